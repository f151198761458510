"""What is shown in place of messages: of an empty conversation, and of one that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from copilot_tui.text import elide
from copilot_tui.wrapping import wrapped

if TYPE_CHECKING:
    from copilot_tui.config import KeyMap

NAME = "copilot-tui"
_THINGS_TO_TRY = (
    ("composer.send", "send a message; {newline} breaks the line"),
    ("conversation.new", "start another conversation at any time"),
    ("sidebar.toggle", "go to the list of conversations"),
    ("app.palette", "find everything else by name"),
)
_KEY_CELLS = 9
_REASON_CELLS = 60


def things_to_try(keys: KeyMap) -> Iterator[tuple[str, str]]:
    """Each thing to try that has a key: its first key, and what it does."""
    newline, *_ = (*keys.keys_of("composer.newline").split(), "\\ before enter")
    for command, words in _THINGS_TO_TRY:
        for pressed in keys.keys_of(command).split()[:1]:
            yield pressed, words.format(newline=newline)


def empty_lines(
    width: int, height: int, greeting: str, keys: KeyMap, *, name: Style, key: Style, text: Style
) -> list[Strip]:
    """Draw the empty state, centred; leaves out from the bottom what has no room.

    Args:
        width: cells of a line.
        height: lines there are.
        greeting: a sentence on who answers.
        keys: as they are mapped.
        name: style of the app's name.
        key: style of keys.
        text: style of everything else.
    """
    room = max(0, width - 4)
    things = list(things_to_try(keys))
    block = min(room, max((_KEY_CELLS + cell_len(words) for _, words in things), default=room))
    margin = Segment(" " * ((width - block) // 2), text)
    rows: list[list[Segment]] = [
        [Segment(NAME, name)],
        *([Segment(line, text)] for line in wrapped(greeting, block).split("\n")),
        [],
    ]
    for pressed, words in things:
        for part in wrapped(words, max(0, block - _KEY_CELLS)).split("\n"):
            shown = elide(part, block - _KEY_CELLS)
            rows.append([Segment(f"{pressed:<{_KEY_CELLS}}", key), Segment(shown, text)])
            pressed = ""
    rows = rows[:height]
    above = max(0, (height - len(rows)) // 2)
    drawn = [Strip([margin, *row]).adjust_cell_length(width, text) for row in rows]
    blank = Strip.blank(width, text)
    return [blank] * above + drawn + [blank] * max(0, height - above - len(drawn))


def reason_lines(width: int, height: int, reason: str, style: Style) -> list[Strip]:
    """Draw why a conversation is not shown, centred.

    Args:
        width: cells of a line.
        height: lines there are.
        reason: sentences, each on a line of its own.
        style: of all of it.
    """
    rows = wrapped(reason, max(0, min(width - 4, _REASON_CELLS))).split("\n")[:height]
    margin = (width - max(map(cell_len, rows), default=0)) // 2
    drawn = [Strip([Segment(" " * margin + row, style)]) for row in rows]
    blank = Strip.blank(width, style)
    above = [blank] * max(0, (height - len(rows)) // 2)
    lines = above + [strip.adjust_cell_length(width, style) for strip in drawn]
    return lines + [blank] * max(0, height - len(lines))
