"""The message under the cursor, and the messages selected from there by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Message
    from copilot_tui.ui.log_row import Row
    from copilot_tui.ui.log_view import LogView

_CONTEXT_LINES = 2
"""Lines that stay in view when a long message is read screen by screen."""


class LogCursor:
    """Goes from message to message of a view, and takes the view along.

    Args:
        view: what is moved over.

    Attributes:
        message: the id of the message under the cursor; None while there is no cursor.
    """

    def __init__(self, view: LogView) -> None:
        self.message: int | None = None
        self._parent: int | None = None
        self._anchor: int | None = None
        self._view = view

    @property
    def has_range(self) -> bool:
        """Whether messages are selected."""
        return self._anchor is not None

    def covers(self, message: int) -> bool:
        """Whether a message is one of the selected ones."""
        if self._anchor is None or self.message is None:
            return False
        first, last = sorted((self._anchor, self.message))
        return first <= message <= last

    def messages(self) -> tuple[Message, ...]:
        """The selected messages in their order, or the one under the cursor."""
        if self._anchor is None:
            item = self._view.item(self.message)
            return () if item is None else (item.message,)
        first, last = self._view.index_of(self._anchor), self._view.index_of(self.message)
        if first is None or last is None:
            return ()
        first, last = min(first, last), max(first, last)
        return tuple(item.message for item in self._view.items[first : last + 1])

    def place(self, message: int) -> None:
        """Put the cursor on a message, without moving the view; the selection ends."""
        item = self._view.item(message)
        if item is not None:
            self.drop_range()
            self.message, self._parent = message, item.message.parent
            if not item.is_last:
                self._view.following = False  # New text would push it out of view.

    def forget(self) -> None:
        """Let there be no cursor."""
        self.message = self._anchor = None

    def drop_range(self) -> None:
        """Select nothing."""
        self._anchor = None

    def enter(self) -> None:
        """Be in view: stay if so, else be on the last message in view."""
        if self._view.rows and not self._rows():
            self._put_on_row(-1)

    def _rows(self) -> list[Row]:
        """The rows in view that show something of the message under the cursor."""
        return [
            row
            for row in self._view.rows
            if row.item.id == self.message and not row.item.is_gap(row.number)
        ]

    def follow_view(self) -> None:
        """Stay in view when it was scrolled: on the message nearest to the old one."""
        if self.message is not None and self._view.rows and not self._rows():
            first = self._view.rows[0].item.id
            self._put_on_row(0 if self.message <= first else -1)

    def _put_on_row(self, index: int) -> None:
        rows = [row for row in self._view.rows if not row.item.is_gap(row.number)]
        message = (rows or self._view.rows)[index].item.message
        self.message, self._parent = message.id, message.parent

    def move(self, step: int, height: int) -> None:
        """Go to the message above or below, through a long one by nearly a screen first.

        Args:
            step: 1 down, -1 up.
            height: lines of the window.
        """
        self.drop_range()
        self._step(step, height)

    def extend(self, step: int, height: int) -> None:
        """Select from where the selection began to the message above or below the cursor."""
        if self._anchor is None:
            self._anchor = self.message
        self._step(step, height, by_message=True)

    def _step(self, step: int, height: int, *, by_message: bool = False) -> None:
        index = self._view.index_of(self.message)
        if index is None:
            self.enter()
            return
        if not by_message and (rest := self._out_of_view(index, step)):
            lines = min(rest, max(1, height - _CONTEXT_LINES))
            self._view.scroll(step * lines, height)
            self._view.arrange(height)
            return
        if 0 <= index + step < len(self._view.items):
            self._go_to(index + step, height)
        elif step > 0:
            self._view.follow()

    def _out_of_view(self, index: int, step: int) -> int:
        """How many lines of a message in view lie beyond the edge that `step` goes to."""
        item = self._view.items[index]
        rows = self._rows()
        if not rows:
            return 0
        return rows[0].number if step < 0 else len(item.lines()) - item.gap - 1 - rows[-1].number

    def _go_to(self, index: int, height: int) -> None:
        item = self._view.items[index]
        self.message, self._parent = item.id, item.message.parent
        self.show(height)
        if not item.is_last:
            self._view.following = False

    def show(self, height: int) -> None:
        """Bring the message under the cursor into view, at least its beginning."""
        index = self._view.index_of(self.message)
        if index is not None:
            last = len(self._view.items[index].lines()) - 1
            self._view.show_lines(index, 0, last, height)

    def mend(self, height: int) -> None:
        """After messages were replaced: be on the version that came in place of the old one."""
        if self.message is None or self._view.index_of(self.message) is not None:
            if self._view.index_of(self._anchor) is None:
                self.drop_range()
            return
        self.drop_range()
        for item in reversed(self._view.items):
            if item.message.parent == self._parent:
                self.message = item.id
                self.show(height)
                return
        last = self._view.last
        self.message = None if last is None else last.id
