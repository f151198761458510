"""What is said of words on the command line that make no sense."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import click

from copilot_tui.command_line.command_table import NAME
from copilot_tui.errors import ConfigError
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEAR: Final = 0.6
"""How like an option a word must be for it to be guessed, by difflib's ratio without dashes."""


def wrong_words(error: click.UsageError) -> ConfigError:
    """A wrong word as an error of ours; it may quote what was typed, or pasted."""
    name = NAME if error.ctx is None else error.ctx.command_path
    what = one_line(_sentence(error))
    what = what if what.endswith((".", "?", "…")) else f"{what}."
    return ConfigError(what, f"{name} --help shows what there is.")


def _sentence(error: click.UsageError) -> str:
    if not isinstance(error, click.NoSuchOption):
        return error.format_message()
    near = _nearest(error.option_name, _options(error.ctx))
    hint = f"; did you mean {near}?" if near else "."
    return f"There is no option {error.option_name}{hint}"


def _options(context: click.Context | None) -> Iterable[str]:
    if context is None:
        return ()
    return (name for known in context.command.get_params(context) for name in known.opts)


def _nearest(typed: str, options: Iterable[str]) -> str:
    """The option that was most likely meant; empty where none is near.

    The dashes that all have in common make none more alike.
    """
    by_word = {name.lstrip("-"): name for name in options if name.startswith("--")}
    near = get_close_matches(typed.lstrip("-"), list(by_word), n=1, cutoff=_NEAR)
    return by_word[near[0]] if near else ""
