"""Drawing a very long reply: its end at once, all of it bit by bit."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from copilot_tui.ui.reply_body import ReplyBody

if TYPE_CHECKING:
    from copilot_tui.ui.render.palette import Palette

AT_ONCE = 100_000
"""Characters that are drawn at once: 0.3 s on a slow machine."""

END_SHOWN = 20_000
"""Characters of a longer reply that are drawn at first."""

_PIECE = 2_000
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
            self.body.update()
            self._position = end
            if time.perf_counter() >= until:
                break
        return self._position >= len(self._text)


def end_of(text: str) -> str:
    """The last part of a long text, from the beginning of a block on.

    Where that is within a block of code, it begins with the line that opens it.
    """
    earliest = len(text) - END_SHOWN
    for line_end in ("\n\n", "\n"):
        found = text.find(line_end, earliest)
        if found >= 0:
            start = found + len(line_end)
            return _opening(text, start) + text[start:]
    return text[earliest:]


def _opening(text: str, position: int) -> str:
    """The line that opens the block of code around a place; nothing where there is none."""
    opening: re.Match[str] | None = None
    for fence in _FENCE.finditer(text, 0, position):
        if opening is None:
            opening = fence
        elif fence[1].startswith(opening[1]) and not fence[2].strip():
            opening = None
    return "" if opening is None else f"{opening[0]}\n"
