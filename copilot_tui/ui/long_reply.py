"""Drawing a very long reply: its end at once, all of it bit by bit."""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from typing import TYPE_CHECKING

from copilot_tui.ui.render.line import BLANK
from copilot_tui.ui.reply_body import ReplyBody

if TYPE_CHECKING:
    from copilot_tui.ui.render.line import Line
    from copilot_tui.ui.render.palette import Palette

AT_ONCE = 20_000
"""Characters that are drawn at once, full of marks in 45 ms; a line counts as `LINE` more."""

LINE = 20
"""A heading of one letter takes as long as so many characters, 45 us."""

END_SHOWN = 8_000
"""Characters of a longer reply that are drawn at first."""

END_LINES = 150
"""Lines of a longer reply that are drawn at first, which fill any screen."""

_PIECE = 1_000
"""Characters between two looks at the clock, which take some milliseconds."""

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)


class LongReply:
    """A long text of which the end is drawn at first, and all of it in slices of time.

    What lies just before the end can be had sooner, piece by piece, for whoever goes there.
    Until all is drawn, the blocks of code are numbered within each of these pieces.

    Args:
        text: what there is of it.
        width: cells of each line.
        palette: the styles.

    Attributes:
        body: what has been drawn of all of it.
    """

    def __init__(self, text: str, width: int, palette: Palette) -> None:
        self.body = ReplyBody(width, palette)
        self._pieces: list[str] = []
        self._length = 0
        self._fences = Fences()
        self._width = width
        self._palette = palette
        self._position = 0
        self._start = 0
        self.append(text)

    def append(self, text: str) -> None:
        """More has come at the end. What it takes does not depend on how much there is."""
        self._pieces.append(text)
        self._length += len(text)
        self._fences.feed(text)

    def end(self) -> str:
        """The text to be drawn at first, from the beginning of a block on."""
        wanted, last = END_SHOWN + 1, list[str]()
        for piece in reversed(self._pieces):
            last.append(piece[-wanted:])
            wanted -= len(last[-1])
            if not wanted:
                break
        tail = "".join(reversed(last))
        start = _start_of_end(tail)
        self._start = self._length - len(tail) + start
        return self._fences.opening(self._start) + tail[start:]

    @property
    def _text(self) -> str:
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    def earlier(self) -> list[Line]:
        """Draw a piece before the end, and before what this gave already; none at the beginning."""
        if not self._start:
            return []
        until = self._start
        self._start = _start_of_end(self._text[:until])
        piece = ReplyBody(self._width, self._palette)
        opening = self._fences.opening(self._start)
        piece.append(opening + self._text[self._start : until])
        piece.finish()
        piece.update()
        within_code = self._fences.opening(until)
        return piece.lines if within_code else [*piece.lines, BLANK]

    def draw(self, seconds: float) -> bool:
        """Go on with all of it for so long; tells whether all is drawn that there is."""
        until = time.perf_counter() + seconds
        text = self._text
        while self._position < len(text):
            end = self._position + _PIECE
            self.body.append(text[self._position : end])
            self.body.update(open_text=False)
            self._position = end
            if time.perf_counter() >= until:
                break
        if self._position < len(text):
            return False
        self.body.update()
        return True


def is_long(text: str) -> bool:
    """Whether drawing a text at once would keep the user waiting."""
    return len(text) + LINE * text.count("\n") > AT_ONCE


def _start_of_end(text: str) -> int:
    """Where the last part of a text begins that can be drawn at once: with a block."""
    earliest = max(len(text) - END_SHOWN, _beginning_of_last_lines(text), 0)
    if not earliest:
        return 0
    for line_end in ("\n\n", "\n"):
        found = text.find(line_end, earliest, len(text) - 1)
        if found >= 0:
            return found + len(line_end)
    return earliest


def _beginning_of_last_lines(text: str) -> int:
    """Where the last `END_LINES` lines begin."""
    position = len(text)
    for _ in range(END_LINES):
        position = text.rfind("\n", 0, position)
        if position < 0:
            return 0
    return position


class Fences:
    """Knows which line opens the block of code around any place of a text that only grows."""

    def __init__(self) -> None:
        self._line = ""
        self._offset = 0
        self._marks = ""
        self._places: list[int] = []
        self._openings: list[str] = []

    def feed(self, text: str) -> None:
        """More has come at the end."""
        text = self._line + text
        end = text.rfind("\n") + 1
        for fence in _FENCE.finditer(text, 0, end):
            if not self._marks:
                self._marks = fence[1]
                self._note(fence.end(), f"{fence[0]}\n")
            elif fence[1].startswith(self._marks) and not fence[2].strip():
                self._marks = ""
                self._note(fence.end(), "")
        self._line = text[end:]
        self._offset += end

    def opening(self, position: int) -> str:
        """The line that opens the block of code around the beginning of a line.

        Returns:
            It with its newline; nothing where there is no such block.
        """
        at = bisect_right(self._places, position)
        return self._openings[at - 1] if at else ""

    def _note(self, place: int, opening: str) -> None:
        self._places.append(self._offset + place)
        self._openings.append(opening)
