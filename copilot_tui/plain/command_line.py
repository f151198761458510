"""Reading `/name argument`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.plain.problem import CommandProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

_COMMAND = re.compile(r"/([a-z][a-z-]*)(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)
_NUMBERED = re.compile(r"(\d+)(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A command as it was typed.

    Attributes:
        name: without the slash, in lower case.
        argument: what follows it, without white space around.
    """

    name: str
    argument: str = ""


def parse_command(text: str) -> CommandLine | None:
    """The command in a text; None when it is a message.

    A path such as `/etc/hosts` is none, nor is what begins with a space.
    """
    found = _COMMAND.fullmatch(text.rstrip())
    return CommandLine(found[1].lower(), (found[2] or "").strip()) if found else None


def number_and_rest(argument: str) -> tuple[int | None, str]:
    """Split "3 words" into the number and the rest; None where it begins with no number."""
    found = _NUMBERED.fullmatch(argument)
    return (int(found[1]), (found[2] or "").strip()) if found else (None, argument)


def optional_number(argument: str) -> int | None:
    """The number that an argument consists of; None when it is empty.

    Raises:
        CommandProblem: it is something else.
    """
    number, rest = number_and_rest(argument)
    if rest:
        raise CommandProblem(f"“{argument}” is no number.", "/messages prints them.")
    return number


def unknown_command(name: str, known: Iterable[str]) -> CommandProblem:
    """What to say of a command that does not exist."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=1)
    hint = f"Did you mean /{near[0]}?" if near else "/help lists the commands."
    return CommandProblem(
        f"There is no command /{name}.", f"{hint} To send it as a message, put a space before it."
    )
