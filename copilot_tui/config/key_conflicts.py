"""Keys that would run two commands at once, or one command never."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from copilot_tui.commands import COMMANDS, Command, Where
from copilot_tui.config.key_names import OTHER_NAMES, key_shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from copilot_tui.config.key_map import KeyMap

QUIT = "app.quit"
_WINDOWS = (Where.LIST, Where.WINDOW)


def conflicts(key_map: KeyMap, lines: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Find every pair of commands that cannot share a key.

    Two commands of one part of the screen, or of one window, cannot, and neither can a
    command that comes before the focused part's own keys and one of such a part. Any other
    command that works anywhere may share its key with one of a part: there the part's
    command runs, elsewhere the other.

    Args:
        key_map: of this run.
        lines: by command id, the line of the file that gives it keys. A pair that the file
            does not mention is none of its problems.

    Yields:
        The id of the command whose line is wrong, the later one, and a sentence.
    """
    for one, other in combinations(COMMANDS, 2):
        if not (one.id in lines or other.id in lines) or not _meet(one, other):
            continue
        theirs = key_map.keys(other)
        for key in key_map.keys(one):
            if key in theirs and key not in OTHER_NAMES.values():
                late, early = sorted((one, other), key=lambda it: lines.get(it.id, 0), reverse=True)
                yield late.id, _sentence(key, early, lines)


def _meet(one: Command, other: Command) -> bool:
    """Whether both could be asked for the same key at the same time."""
    if one.where is other.where:
        windows = one.id.partition(".")[0], other.id.partition(".")[0]
        return one.where is not Where.WINDOW or windows[0] == windows[1]
    for anywhere, local in ((one, other), (other, one)):
        if anywhere.where is Where.ANYWHERE and anywhere.priority:
            # Over a window only the app's own keys work, and quitting is the one among them.
            return local.where not in _WINDOWS or anywhere.id == QUIT
    return False


def _sentence(key: str, early: Command, lines: Mapping[str, int]) -> str:
    place = f" on line {lines[early.id]}" if early.id in lines else ""
    return (
        f'{key_shown(key)} is also the key of "{early.id}"{place}; '
        'give one of them another key, or "" for none'
    )
