"""What an empty conversation shows: a name, who answers, and four things to try."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from copilot_tui.text import elide

NAME = "copilot-tui"
THINGS_TO_TRY = (
    ("enter", "send a message; ctrl+j breaks the line"),
    ("ctrl+n", "start another conversation at any time"),
    ("ctrl+t", "go to the list of conversations"),
    ("ctrl+p", "find everything else by name"),
)
_KEY_CELLS = 9


def empty_lines(
    width: int, height: int, greeting: str, *, name: Style, key: Style, text: Style
) -> list[Strip]:
    """Draw the empty state, centred; leaves out from the bottom what has no room.

    Args:
        width: cells of a line.
        height: lines there are.
        greeting: a sentence on who answers.
        name: style of the app's name.
        key: style of keys.
        text: style of everything else.
    """
    room = max(0, width - 4)
    block = min(room, max(_KEY_CELLS + cell_len(words) for _, words in THINGS_TO_TRY))
    margin = Segment(" " * ((width - block) // 2), text)
    rows: list[list[Segment]] = [
        [Segment(NAME, name)],
        [Segment(greeting, text)],
        [],
    ]
    for pressed, words in THINGS_TO_TRY:
        shown = elide(words, block - _KEY_CELLS)
        rows.append([Segment(f"{pressed:<{_KEY_CELLS}}", key), Segment(shown, text)])
    rows = rows[:height]
    above = max(0, (height - len(rows)) // 2)
    drawn = [Strip([margin, *row]).adjust_cell_length(width, text) for row in rows]
    blank = Strip.blank(width, text)
    return [blank] * above + drawn + [blank] * max(0, height - above - len(drawn))
