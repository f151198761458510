"""The part of the log that one reads with: scrolling, the message cursor, and finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from copilot_tui.ui.log_canvas import GUTTER, LogCanvas
from copilot_tui.ui.log_cursor import LogCursor
from copilot_tui.ui.log_drawing import BADGE, SCROLLBAR, Mark
from copilot_tui.ui.log_find import LogFinder

if TYPE_CHECKING:
    from copilot_tui.ui.fold import Fold
    from copilot_tui.ui.log_code import LitCode
    from copilot_tui.ui.log_item import LogItem
    from copilot_tui.ui.log_row import Row

WHEEL_LINES = 3
HIT_CONTEXT = 3
"""Lines that are seen above and below a search hit."""

_END_LINE = 1 << 30


class LogReader(LogCanvas):
    """Moves over the messages by keys and mouse, and marks where one is."""

    @dataclass
    class HitsCounted(Message):
        """The search has other hits, or went to another one.

        Attributes:
            current: which one was gone to, the newest being 1; 0 for none.
            total: how many there are.
        """

        current: int
        total: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._cursor = LogCursor(self._view)
        self._finder = LogFinder(self._view)
        self._origin = (0, 0)
        self._lit: LitCode | None = None
        self._wanted: tuple[int, str] | None = None

    @property
    def cursor(self) -> int | None:
        """The id of the message under the cursor."""
        return self._cursor.message

    @property
    def hits(self) -> tuple[int, int]:
        """Which search hit is the current one, the newest being 1, and how many there are."""
        return self._finder.hits

    @property
    def has_cursor(self) -> bool:
        """Whether the cursor is to be seen: keys go here, or to a dialog that lies over it."""
        return self.is_attached and self.screen.focused is self

    def on_focus(self) -> None:
        """Show the cursor, on the newest message in view if it was left out of view."""
        self._cursor.enter()
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()

    def _arrange(self) -> bool:
        moved = super()._arrange()
        if self.has_cursor:
            self._cursor.follow_view()
        return moved

    def _marker(self) -> Callable[[Row], Mark] | None:
        has_cursor = self.has_cursor
        if not (has_cursor or self._lit or self._finder.needle):
            return None

        def mark(row: Row) -> Mark:
            message = row.item.id
            return Mark(
                cursor=has_cursor and message == self._cursor.message,
                selected=has_cursor and self._cursor.covers(message),
                code=self._code_label(row),
                hits=self._finder.marks(row.item, row.number),
            )

        return mark

    def _code_label(self, row: Row) -> str | None:
        if self._lit is None or not row.item.knows_code:
            return None
        return self._lit.label_at(row.item.id, row.number)

    def _all_drawn(self, item: LogItem) -> None:
        if self._lit is not None and self._lit.message == item.id:
            from copilot_tui.ui.log_code import found_again

            self._lit = found_again(item.code_blocks(), self._lit)

    def _draw_anew(self) -> None:
        super()._draw_anew()
        self._lit = None

    def follow(self) -> None:
        """Show the newest text and go on following it."""
        self._wanted = None
        self._view.follow()
        self._redraw()

    def scroll_lines(self, lines: int) -> None:
        """Scroll down, or up by a negative number; the cursor stays in view."""
        self._wanted = None
        self._view.scroll(lines, self.size.height)
        self._redraw()

    def action_line_up(self) -> None:
        """Scroll up by a line."""
        self.scroll_lines(-1)

    def action_line_down(self) -> None:
        """Scroll down by a line."""
        self.scroll_lines(1)

    def action_page_up(self) -> None:
        """Scroll up by a screen, less a line to keep one's place."""
        self.scroll_lines(1 - max(2, self.size.height))

    def action_page_down(self) -> None:
        """Scroll down by a screen, less a line to keep one's place."""
        self.scroll_lines(max(2, self.size.height) - 1)

    def action_move_cursor(self, step: int) -> None:
        """Go to the message above or below; through a long one, screen by screen."""
        self._wanted = self._lit = None
        self._view.leave_top()
        self._cursor.move(step, self.size.height)
        self._redraw()

    def action_extend(self, step: int) -> None:
        """Take the message above or below into the selection, which begins at the cursor."""
        self._wanted = self._lit = None
        self._view.leave_top()
        self._cursor.extend(step, self.size.height)
        self._redraw()

    def action_first_message(self) -> None:
        """Go to the first message."""
        self._wanted = self._lit = None
        self._view.to_top()
        if self._view.items:
            self._cursor.place(self._view.items[0].message.id)
        self._redraw()

    def action_last_message(self) -> None:
        """Go to the last message, to the newest text, and follow it."""
        self._lit = None
        if self._view.last is not None:
            self._cursor.place(self._view.last.id)
        self.follow()

    def drop_range(self) -> bool:
        """Let go of the selected messages and the code that is lit up, else of the hits.

        Returns:
            Whether there was anything to let go of.
        """
        if self._cursor.has_range or self._lit is not None:
            self._cursor.drop_range()
            self._lit = None
        elif self._finder.needle:
            self._finder.search("")
            self._tell_hits()
        else:
            return False
        self.refresh()
        return True

    def find(self, needle: str) -> tuple[int, int]:
        """Mark all occurrences and go to the newest one above the place this began at.

        Args:
            needle: see `LogFinder`; an empty one ends the search.

        Returns:
            Which one was gone to, the newest being 1, and how many there are.
        """
        self._wanted = None
        if not self._finder.needle and self._view.rows:
            row = self._view.rows[-1]
            line = _END_LINE if self._view.following else row.number
            self._origin = row.item.id, line
        self._finder.search(needle)
        self._finder.go_to_newest(*self._origin)
        self._go_to_hit()
        return self.hits

    def action_next_hit(self, step: int) -> None:
        """Go to the next hit, upwards as the search goes; by a negative number, back down."""
        self._wanted = None
        self._finder.step(step)
        self._go_to_hit()

    def _go_to_hit(self) -> None:
        """Bring the current hit into view, with the cursor on its message."""
        hit = self._finder.current
        index = None if hit is None else self._view.index_of(hit.message)
        if hit is not None and index is not None:
            self._view.items[index].unfold_text()
            line = self._finder.current_line()
            first, last = max(0, line - HIT_CONTEXT), line + HIT_CONTEXT
            self._view.show_lines(index, first, last, self.size.height)
            self._cursor.place(hit.message)
        self._redraw()
        self._tell_hits()

    def _tell_hits(self) -> None:
        self.post_message(self.HitsCounted(*self.hits))

    def _fold(self, item: LogItem, fold: Fold | None = None) -> None:
        """Fold or unfold, leaving what is above in its place."""
        height = self.size.height
        item.toggle(fold)
        self._forget_selection()
        self._lit = None
        self._view.hold(item.id, item.body.start, height)
        index = self._view.index_of(item.id)
        last = len(item.lines()) - 1
        if index is not None and last < height:
            self._view.show_lines(index, 0, last, height)
        self._redraw()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up with the wheel."""
        event.stop()
        self.scroll_lines(-WHEEL_LINES)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down with the wheel."""
        event.stop()
        self.scroll_lines(WHEEL_LINES)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on a message; open a link, fold, or go to a place on the scrollbar."""
        if event.x >= self.size.width - SCROLLBAR:
            self._view.to_fraction(event.y / max(1, self.size.height - 1), self.size.height)
            self._redraw()
            return
        row = self._view.rows[event.y] if event.y < len(self._view.rows) else None
        if row is None or self.text_selection is not None:
            return  # The button was let go at the end of a selection.
        if event.y == self.size.height - 1 and self._unseen and event.x > self.size.width - BADGE:
            self.follow()
            return
        self._wanted = self._lit = None
        self._view.leave_top()
        self._cursor.place(row.item.id)
        if (fold := row.item.fold_at(row.number)) is not None:
            self._fold(row.item, fold)
        elif (url := row.url_at(event.x - GUTTER)) is not None:
            self.app.open_url(url)
        self._redraw()
