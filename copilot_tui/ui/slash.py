"""Commands that are typed into the prompt behind a slash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.commands import Command

TAKING_WORDS = frozenset(
    {
        "composer.attach",
        "conversation.rename",
        "conversation.switch",
        "find.here",
        "find.everywhere",
        "model.choose",
    }
)
"""Ids of the commands that can be followed by words, as in `/rename Trip to Oslo`."""

_LINE = re.compile(r"/([a-z][a-z-]*)(?:[ \t]+(\S.*))?", re.IGNORECASE)
_LEAST_LIKENESS = 0.6
"""As difflib measures it; `/fnd` is 0.86 like `/find`, `/usr` 0.57 like its likest command."""


@dataclass(frozen=True, slots=True)
class SlashCall:
    """A command that was typed.

    Attributes:
        command_id: its id.
        argument: the words behind it; may be empty.
    """

    command_id: str
    argument: str


@dataclass(frozen=True, slots=True)
class SlashDoubt:
    """Something that looks like a command but is none.

    Attributes:
        sentence: what is odd about it.
    """

    sentence: str


def read_slash(text: str, commands: Iterable[Command]) -> SlashCall | SlashDoubt | None:
    """Tell whether a text is meant for the app.

    Args:
        text: the whole prompt.
        commands: what can be run by its slash name.

    Returns:
        None when it is a message, such as "/etc/passwd is what?".
    """
    found = _LINE.fullmatch(text.rstrip())
    if found is None:
        return None
    name, argument = found[1].lower(), found[2] or ""
    by_name = {command.slash: command for command in commands}
    command = by_name.get(name)
    if command is not None:
        if not argument or command.id in TAKING_WORDS:
            return SlashCall(command.id, argument)
        return SlashDoubt(f"/{name} takes no words.")
    from difflib import get_close_matches  # Seldom needed, and no part of the first paint.

    near = get_close_matches(name, by_name, n=1, cutoff=_LEAST_LIKENESS)
    hint = f"; did you mean /{near[0]}?" if near else "."
    return SlashDoubt(f"There is no command /{name}{hint}")


def matching_commands(query: str, commands: Sequence[Command]) -> list[Command]:
    """The commands that are meant by some letters, the likeliest first.

    That is by the name, then by the beginning of the name, then by the beginnings of
    words in the title, and last by letters of the name in their order. Those of a title are
    not enough: `/foo` would be "Find in this conversation".
    """
    wanted = query.lower()
    scattered = re.compile(r"\b" + ".*?".join(map(re.escape, wanted)), re.IGNORECASE)
    ranked: list[tuple[int, int]] = []
    for place, command in enumerate(commands):
        if command.slash == wanted:
            ranked.append((0, place))
        elif command.slash.startswith(wanted):
            ranked.append((1, place))
        elif any(word.lower().startswith(wanted) for word in command.title.split()):
            ranked.append((2, place))
        elif scattered.search(command.slash):
            ranked.append((3, place))
    return [commands[place] for _, place in sorted(ranked)]
