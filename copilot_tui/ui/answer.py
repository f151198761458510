"""The answer of a reply as lines: all of it, or a part while the rest is not drawn yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.ui.long_reply import END_SHOWN, LongReply, is_long
from copilot_tui.ui.reply_body import ReplyBody

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.ui.code_lines import CodeLines
    from copilot_tui.ui.render.line import Line
    from copilot_tui.ui.render.palette import Palette
    from copilot_tui.ui.render.pictures import MessagePictures

_LATER_SECONDS = 0.02
"""How long the loop is held for drawing what comes below what is read."""


class Answer:
    """Draws an answer that may be too long, or may come too fast, to be drawn at once.

    Of a long one the end is drawn, what comes before it in slices of time. Of one that comes
    too fast it is the end again and again for somebody who follows it; for somebody who reads
    further up, what is drawn stays, and goes on below only as far as he reads.

    Args:
        text: what there is of it.
        width: cells of each line.
        palette: the styles.
        pictures: of the message, as far as they are known.
    """

    def __init__(
        self, text: str, width: int, palette: Palette, pictures: MessagePictures | None = None
    ) -> None:
        self._width = width
        self._palette = palette
        self._pictures = pictures
        self._body = ReplyBody(width, palette, pictures=pictures)
        self._earlier: list[Line] = []
        self._whole: LongReply | None = None
        self._held_at: int | None = None
        self._is_flooded = False
        self._is_anew = True
        self._is_finished = False
        if is_long(text):
            self._whole = LongReply(text, width, palette, pictures=pictures)
            self._show_end()
        else:
            self._body.append(text)

    @property
    def begins_late(self) -> bool:
        """Whether what is drawn is not the beginning."""
        return self._whole is not None and self._whole.body is not self._body

    @property
    def is_held(self) -> bool:
        """Whether there is more below what is drawn."""
        return self._held_at is not None

    @property
    def is_partial(self) -> bool:
        """Whether there is anything that is not drawn."""
        return self._whole is not None

    @property
    def is_to_be_drawn(self) -> bool:
        """Whether the rest is to be drawn now: in a flood, in vain."""
        return self._whole is not None and not self._is_flooded

    def append(self, text: str, before: Callable[[], str], *, hold: bool) -> None:
        """More has come at the end.

        Args:
            text: what is new.
            before: tells all that came before it.
            hold: whether somebody reads further up.
        """
        self._is_flooded = is_long(text)
        if self._is_flooded and self._whole is None:
            self._whole = LongReply(
                before(), self._width, self._palette, self._body, pictures=self._pictures
            )
        if self._whole is not None:
            if self._is_flooded and hold and self._held_at is None:
                self._held_at = self._whole.length
            self._whole.append(text)
        if self._is_flooded and not hold:
            self._show_end()
        elif self._held_at is None:
            self._body.append(text)

    def finish(self) -> None:
        """No more will come."""
        self._is_flooded = False
        self._is_finished = True
        if self._held_at is None:
            self._body.finish()

    def update(self) -> int | None:
        """Draw what is new.

        Returns:
            The first line that is not as it was before; None where what is drawn stays.
        """
        is_anew, self._is_anew = self._is_anew, False
        if self._held_at is not None and not is_anew:
            return None
        first = self._body.update() - self._repeated
        return 0 if is_anew else len(self._earlier) + max(0, first)

    def lines(self, first: int = 0) -> list[Line]:
        """The drawn lines from this one on."""
        if first >= len(self._earlier):
            return self._body.lines[first - len(self._earlier) + self._repeated :]
        return [*self._earlier[first:], *self._body.lines[self._repeated :]]

    @property
    def _repeated(self) -> int:
        """How many lines are left out, as they stand further up already: a label of code."""
        return int(self._whole is not None and self.begins_late and self._whole.ends_within_code)

    def draw_more(self, seconds: float) -> Callable[[int], int] | None:
        """Go on for so long with all of it.

        Returns:
            None before all is drawn; then what tells where a line, that was drawn before,
            now is.
        """
        whole = self._whole
        if whole is None or not whole.draw(seconds):
            return None
        began_late = self.begins_late
        self._body, self._whole, self._held_at = whole.body, None, None
        self._earlier, self._is_anew = [], True
        if self._is_finished:
            self._body.finish()
            self._body.update()
        return whole.line_in_all if began_late else int

    def draw_earlier(self) -> int:
        """Draw a piece of what comes before; tells how many lines that were."""
        if self._whole is None or not self.begins_late:
            return 0
        lines = self._whole.earlier()
        self._earlier[:0] = lines
        self._is_anew = True
        return len(lines)

    def draw_later(self) -> bool:
        """Draw a piece of what comes below what is held. False when there is nothing more."""
        if self._whole is None or self._held_at is None:
            return False
        self._is_anew = True
        if self.begins_late:
            piece = self._whole.text[self._held_at : self._held_at + END_SHOWN]
            self._body.append(piece)
            self._held_at += len(piece)
            is_whole = self._held_at == self._whole.length
        elif is_whole := self._whole.draw(_LATER_SECONDS):
            self._whole = None
        if is_whole:
            self._held_at = None
            if self._is_finished:
                self._body.finish()
        self._body.update()
        return True

    def let_go(self) -> None:
        """Show the end, as nobody reads further up any more."""
        if self.is_held:
            self._show_end()

    def code_blocks(self) -> list[CodeLines]:
        """The blocks of code as of the last `update`, of an answer that is not partial."""
        return self._body.code_blocks()

    def _show_end(self) -> None:
        assert self._whole is not None
        self._body = ReplyBody(self._width, self._palette, numbered=False, pictures=self._pictures)
        self._body.append(self._whole.end())
        if self._is_finished:
            self._body.finish()
        self._earlier, self._held_at, self._is_anew = [], None, True
