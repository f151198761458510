"""`copilot-tui keys`: what the terminal sends for each key, and which command has which keys."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from copilot_tui.command_line.complaint import complain
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.output import put, put_json
from copilot_tui.command_line.status import ExitStatus
from copilot_tui.errors import ConfigError

if TYPE_CHECKING:
    from copilot_tui.config import KeyMap

_EXAMPLES = """\
examples:
  copilot-tui keys                    press keys and see what arrives; ctrl+c ends
  copilot-tui keys --list             the id and the keys of every command
  copilot-tui keys --list --json | jq -r 'select(.keys == []) | .id'

With --json each line is an object: id, keys (a list), title, help.
"""


@click.command("keys", cls=Command, epilog=_EXAMPLES)
@click.option("--list", "lists", is_flag=True, help="Print every command's id and its keys.")
@click.option("--json", "as_objects", is_flag=True, help="With --list: print an object a line.")
@click.pass_context
def command(ctx: click.Context, *, lists: bool, as_objects: bool) -> int:
    """Show what the terminal sends for each key, and what the key does."""
    if as_objects and not lists:
        raise click.UsageError("--json needs --list", ctx)
    from copilot_tui.config import Flags, KeyMap, load_settings
    from copilot_tui.paths import Paths

    try:
        keys = load_settings(Paths.default(), os.environ, Flags()).key_map
    except ConfigError as error:
        # What the terminal sends is asked most when the key map does not work.
        complain(error)
        keys = KeyMap()
    if lists:
        _list(keys, as_objects=as_objects)
        return ExitStatus.DONE
    if sys.stdin is None or not sys.stdin.isatty():
        raise ConfigError("This needs a terminal to read keys from.", "--list does without.")
    from copilot_tui.ui.key_names import show_keys_of_terminal

    return show_keys_of_terminal(keys)


def _list(keys: KeyMap, *, as_objects: bool) -> None:
    """Print the id of every command with its keys."""
    from copilot_tui.commands import COMMANDS

    for known in COMMANDS:
        shown = keys.keys_of(known)
        if as_objects:
            put_json(
                {"id": known.id, "keys": shown.split(), "title": known.title, "help": known.help}
            )
        else:
            put(f"{known.id:<26} {shown:<22} {known.title}")
