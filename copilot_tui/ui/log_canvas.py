"""The part of the log that draws the lines in view, however many there are.

What is seen is anchored to a message and a line in it, not to a row counted from the top.
So nothing the user is reading moves when older messages are read in above it, or when a
height that was only estimated turns out otherwise; and opening a conversation costs as much
as the screen is high, not as the conversation is long.
"""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from copilot_tui.config import KeyMap
from copilot_tui.ui.empty_log import empty_lines
from copilot_tui.ui.log_drawing import (
    NO_MARK,
    THUMB,
    Mark,
    draw_row,
    scrollbar_rows,
    with_badge,
)
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.log_row import Row, selected_text
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from copilot_tui.ui.log_view import LogView
from copilot_tui.ui.render.line import Line

GUTTER = 2
SCROLLBAR = 1
DRAWN_LINES = 1_000
"""How many drawn lines are kept: some screens' worth."""

MAX_COLUMN = 100
"""Cells of prose in a line; more are hard to read."""


class LogCanvas(Widget):
    """Draws a window onto messages, in the colours of the theme and as wide as there is room."""

    ALLOW_SELECT = True

    greeting: reactive[str] = reactive("")
    keys: reactive[KeyMap] = reactive(KeyMap)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = LogView()
        self._setting = ItemSetting(width=80, style=LogStyle.plain())
        self._unseen = False
        self._empty: list[Strip] = []
        self._thumb = range(0)
        self._drawn: dict[tuple[int, int, int, bool, Mark], tuple[Line, Strip]] = {}

    def on_mount(self) -> None:
        """Take the styles of the theme, now and whenever it changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._take_theme())
        self._take_theme()

    def _take_theme(self) -> None:
        app = self.app
        self._setting.style = LogStyle.from_theme(
            app.theme_variables,
            dark=app.current_theme.dark,
            plain=app.no_color or app.native_ansi_color,
        )
        self._draw_anew()
        self._redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew when the width has changed."""
        width = max(8, min(MAX_COLUMN, event.size.width - GUTTER - SCROLLBAR - 2))
        if width != self._setting.width:
            self._setting.width = width
            self._draw_anew()
        self._redraw()

    def _draw_anew(self) -> None:
        """Draw all messages anew once they come into view."""
        self._setting.renew()
        self._view.measure_anew()
        self._forget_selection()

    def watch_greeting(self) -> None:
        """The empty log says who answers."""
        self._redraw()

    def watch_keys(self) -> None:
        """The empty log says which keys to try."""
        self._redraw()

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        del selection
        self.refresh()

    def _forget_selection(self) -> None:
        if self.is_mounted and self.text_selection is not None:
            self.screen.clear_selection()

    def _arrange(self) -> bool:
        """Find the rows in view; tells whether they have moved."""
        return self._view.arrange(self.size.height)

    @property
    def _sees_end(self) -> bool:
        return self._view.following or self._view.at_end

    def _redraw(self) -> None:
        """Find the rows in view and draw them all."""
        self._arrange()
        if self._sees_end:
            self._unseen = False
        self.refresh()

    def _redraw_tail(self, item: LogItem) -> None:
        """Find the rows in view and draw those that a growing reply has changed."""
        moved = self._arrange()
        unseen = not self._sees_end
        if moved or unseen != self._unseen:
            self._unseen = unseen
            self.refresh()
            return
        changed = [
            y
            for y, row in enumerate(self._view.rows)
            if row.item is item and row.number >= item.first_changed
        ]
        if changed:
            height = self.size.height - changed[0]
            self.refresh(Region(0, changed[0], self.size.width, height))
        self._refresh_scrollbar()

    def _refresh_scrollbar(self) -> None:
        self.refresh(Region(self.size.width - SCROLLBAR, 0, SCROLLBAR, self.size.height))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw some lines; what they share is found once for all of them."""
        width, height = self.size
        style = self._setting.style
        self._thumb = scrollbar_rows(self._view, height)
        if not self._view.items:
            self._empty = empty_lines(
                *(width, height, self.greeting, self.keys),
                name=style.base + style.reply_name,
                key=style.base + style.key,
                text=style.base + style.muted,
            )
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        style = self._setting.style
        width = self.size.width
        if not self._view.items:
            return self._empty[y] if y < len(self._empty) else Strip.blank(width, style.base)
        if self._unseen and y == self.size.height - 1:
            return with_badge(self._strip(y), style.badge)
        return self._strip(y)

    def _strip(self, y: int) -> Strip:
        """A row with its part of the scrollbar.

        What does not change between frames is the same object again: Textual keeps the
        filtered, cropped and encoded forms of a strip with the strip.
        """
        width, style = self.size.width, self._setting.style
        bar = Segment(THUMB, style.thumb) if y in self._thumb else Segment(" ", style.base)
        row = self._view.rows[y] if y < len(self._view.rows) else None
        if row is None:
            return Strip([Segment(" " * (width - SCROLLBAR), style.base), bar], width)
        mark = self._mark(row)
        selection = self.text_selection
        if selection is not None:
            return draw_row(row, bar, width, self._setting, selection, mark)
        key = (row.key, self._setting.version, width, y in self._thumb, mark)
        drawn = self._drawn.get(key)
        if drawn is None or drawn[0] is not row.line:
            if len(self._drawn) >= DRAWN_LINES:
                self._drawn.clear()
            drawn = (row.line, draw_row(row, bar, width, self._setting, None, mark))
            self._drawn[key] = drawn
        return drawn[1]

    def _mark(self, row: Row) -> Mark:
        """What is to be seen on a row beside its text."""
        del row
        return NO_MARK

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text as it is seen, without breaks where lines only wrap."""
        return selected_text(self._view.items, selection), "\n"
