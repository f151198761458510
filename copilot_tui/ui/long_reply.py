"""A very long reply: where its text is, and what of it has been drawn."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.ui.fences import Fences
from copilot_tui.ui.render.line import BLANK
from copilot_tui.ui.reply_body import ReplyBody

if TYPE_CHECKING:
    from copilot_tui.ui.render.line import Line
    from copilot_tui.ui.render.palette import Palette
    from copilot_tui.ui.render.pictures import MessagePictures

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


class _Part(NamedTuple):
    """A part of the text that was drawn before all of it.

    Attributes:
        start: where it begins.
        within_code: whether that is within a block of code.
        lines: how many lines it has; None where nothing is drawn below it but itself.
    """

    start: int
    within_code: bool
    lines: int | None


class LongReply:
    """A long text of which the end is drawn at first, and all of it in slices of time.

    What lies just before the end can be had sooner, piece by piece, for whoever goes there.
    The blocks of code of these pieces have no numbers, as those before them are not known.

    Args:
        text: what there is of it.
        width: cells of each line.
        palette: the styles.
        body: what has been drawn of it already, if that is all of it.
        pictures: of the message, as far as they are known.

    Attributes:
        body: what has been drawn of all of it.
        length: characters of the text.
    """

    def __init__(
        self,
        text: str,
        width: int,
        palette: Palette,
        body: ReplyBody | None = None,
        *,
        pictures: MessagePictures | None = None,
    ) -> None:
        self._pictures = pictures
        self.body = ReplyBody(width, palette, pictures=pictures) if body is None else body
        self.length = 0
        self._pieces: list[str] = []
        self._fences = Fences()
        self._width = width
        self._palette = palette
        self._position = 0 if body is None else len(text)
        self._start = 0
        self._parts: list[_Part] = []
        self.append(text)

    def append(self, text: str) -> None:
        """More has come at the end. What it takes does not depend on how much there is."""
        self._pieces.append(text)
        self.length += len(text)
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
        start = _start_of_end(tail, len(tail))
        self._start = self.length - len(tail) + start
        opening = self._fences.opening(self._start)
        self._parts = [_Part(self._start, bool(opening), None)]
        return opening + tail[start:]

    @property
    def ends_within_code(self) -> bool:
        """Whether `end` began within a block of code, so that its label is there once more."""
        return bool(self._parts) and self._parts[0].within_code

    @property
    def text(self) -> str:
        """All of it."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    @property
    def is_drawn(self) -> bool:
        """Whether `body` has all that there is."""
        return self._position >= self.length

    def earlier(self) -> list[Line]:
        """Draw a piece before the end, and before what this gave already; none at the beginning."""
        if not self._start:
            return []
        until = self._start
        self._start = _start_of_end(self.text, until)
        piece = ReplyBody(self._width, self._palette, numbered=False, pictures=self._pictures)
        opening = self._fences.opening(self._start)
        piece.append(opening + self.text[self._start : until])
        piece.finish()
        piece.update()
        lines = piece.lines[bool(opening) :]
        if self.text.endswith("\n\n", 0, until) and not self._fences.opening(until):
            lines.append(BLANK)
        self._parts.append(_Part(self._start, bool(opening), len(lines)))
        return lines

    def draw(self, seconds: float) -> bool:
        """Go on with all of it for so long; tells whether all is drawn that there is."""
        until = time.perf_counter() + seconds
        text = self.text
        while self._position < len(text):
            end = self._position + _PIECE
            self.body.append(text[self._position : end])
            self.body.update(open_text=False)
            self._position = min(end, len(text))
            if time.perf_counter() >= until:
                break
        if not self.is_drawn:
            return False
        self.body.update()
        return True

    def line_in_all(self, number: int) -> int:
        """Which line of all of it, once that is drawn, one of those is that were drawn before.

        Args:
            number: counted from the first line that was drawn before the end.
        """
        for part in reversed(self._parts):
            if part.lines is None or number < part.lines:
                start = part.start
                if not part.within_code:
                    start = _first_character(self.text, start)
                return self.body.line_at(start) + number
            number -= part.lines
        return number


def is_long(text: str) -> bool:
    """Whether drawing a text at once would keep the user waiting."""
    return len(text) + LINE * text.count("\n") > AT_ONCE


def _first_character(text: str, start: int) -> int:
    """Where the first line begins, from the beginning of a line on, that is not blank."""
    while text.startswith("\n", start):
        start += 1
    return start


def _start_of_end(text: str, until: int) -> int:
    """Where the last part of a text up to there begins that can be drawn at once.

    With a block, else with a line, else with a word; in its first half, so that it fills
    the screen also where the last block has hardly begun, or is longer than all of it.
    """
    earliest = max(until - END_SHOWN, _beginning_of_last_lines(text, until), 0)
    if not earliest:
        return 0
    half = (earliest + until) // 2
    for end in ("\n\n", "\n", " "):
        found = text.find(end, earliest, half)
        if found >= 0:
            return found + len(end)
    return earliest


def _beginning_of_last_lines(text: str, until: int) -> int:
    """Where the last `END_LINES` lines up to there begin; 0 if they are longer than `END_SHOWN`."""
    earliest = max(0, until - END_SHOWN)
    for _ in range(END_LINES):
        until = text.rfind("\n", earliest, until)
        if until < 0:
            return 0
    return until
