"""Drawing a very long reply: its end at once, all of it bit by bit."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from copilot_tui.ui.reply_body import ReplyBody

if TYPE_CHECKING:
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


class DrawnBehind:
    """The whole of a long text, drawn in slices of time.

    Args:
        text: what there is of it.
        width: cells of each line.
        palette: the styles.

    Attributes:
        body: what has been drawn of it.
    """

    def __init__(self, text: str, width: int, palette: Palette) -> None:
        self.body = ReplyBody(width, palette)
        self._text = text
        self._position = 0

    def append(self, text: str) -> None:
        """More has come at the end."""
        self._text += text

    def draw(self, seconds: float) -> bool:
        """Go on for so long; tells whether all is drawn that there is."""
        until = time.perf_counter() + seconds
        while self._position < len(self._text):
            end = self._position + _PIECE
            self.body.append(self._text[self._position : end])
            self.body.update(open_text=False)
            self._position = end
            if time.perf_counter() >= until:
                break
        if self._position < len(self._text):
            return False
        self.body.update()
        return True


def is_long(text: str) -> bool:
    """Whether drawing a text at once would keep the user waiting."""
    return len(text) + LINE * text.count("\n") > AT_ONCE


def end_of(text: str, fence: OpenFence) -> str:
    """The last part of a long text, from the beginning of a block on.

    Where that is within a block of code, it begins with the line that opens it.

    Args:
        text: of which the end is wanted.
        fence: looks for that line; the same one whenever the text has grown.
    """
    earliest = max(len(text) - END_SHOWN, _beginning_of_last_lines(text), 0)
    for line_end in ("\n\n", "\n"):
        found = text.find(line_end, earliest)
        if found >= 0:
            start = found + len(line_end)
            return fence.before(text, start) + text[start:]
    return text[earliest:]


def _beginning_of_last_lines(text: str) -> int:
    """Where the last `END_LINES` lines begin."""
    position = len(text)
    for _ in range(END_LINES):
        position = text.rfind("\n", 0, position)
        if position < 0:
            return 0
    return position


class OpenFence:
    """Finds the line that opens the block of code around a place of a text that only grows.

    What was looked through once is not looked through again.
    """

    def __init__(self) -> None:
        self._seen = 0
        self._marks = ""
        self._line = ""

    def before(self, text: str, position: int) -> str:
        """The line that opens the block of code around the beginning of a line.

        Returns:
            It with its newline; nothing where there is no such block.
        """
        if position < self._seen:
            self._seen, self._marks = 0, ""
        for fence in _FENCE.finditer(text, self._seen, position):
            if not self._marks:
                self._marks, self._line = fence[1], f"{fence[0]}\n"
            elif fence[1].startswith(self._marks) and not fence[2].strip():
                self._marks = ""
        self._seen = position
        return self._line if self._marks else ""
