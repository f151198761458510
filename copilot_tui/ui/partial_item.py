"""What a message does of which only a part is drawn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.ui.answer import Answer
    from copilot_tui.ui.render.line import Line


class PartialItem(ABC):
    """Draws the rest of a long answer, and what is needed around the part that is read."""

    def __init__(self) -> None:
        self._answer: Answer | None = None
        self._head_count = 0

    @abstractmethod
    def lines(self) -> list[Line]:
        """All of its lines."""

    @property
    @abstractmethod
    def _is_drawn(self) -> bool:
        """Whether its lines are as they should be."""

    @abstractmethod
    def _put_answer(self) -> None:
        """Put the lines of the answer after the head."""

    @property
    def is_partly_drawn(self) -> bool:
        """Whether only a part of it is seen, and the rest is to be drawn: in a flood, in vain."""
        return self._answer is not None and self._is_drawn and self._answer.is_to_be_drawn

    @property
    def is_held(self) -> bool:
        """Whether it goes on below what is drawn of it."""
        return self._answer is not None and self._is_drawn and self._answer.is_held

    @property
    def knows_code(self) -> bool:
        """Whether all of its blocks of code are known."""
        self.lines()
        return self._answer is None or not self._answer.is_partial

    def draw_more(self, seconds: float, line: int = 0) -> int | None:
        """Go on for so long with what is not drawn.

        Args:
            seconds: how long.
            line: the first one that is seen of it.

        Returns:
            How many lines have come above that line; None before all is drawn.
        """
        if self._answer is None or not self._is_drawn:
            return None
        place = self._answer.draw_more(seconds)
        if place is None:
            return None
        number = line - self._head_count
        self._put_answer()
        return self._head_count + place(max(0, number)) + min(0, number) - line

    def draw_earlier(self) -> int:
        """Draw a piece of what comes before its end; tells how many lines that were."""
        if self._answer is None or not self._is_drawn:
            return 0
        if lines := self._answer.draw_earlier():
            self._put_answer()
        return lines

    def draw_later(self) -> bool:
        """Draw a piece of what comes below what is held. False when there is nothing more."""
        if self._answer is None or not self._is_drawn or not self._answer.draw_later():
            return False
        self._put_answer()
        return True

    def let_go(self) -> None:
        """Show its end, as nobody reads further up any more."""
        if self._answer is not None and self.is_held:
            self._answer.let_go()
            self._put_answer()
