"""The message log: one widget that draws the lines in view, however many there are.

What is seen is anchored to a message and a line in it, not to a row counted from the top.
So nothing the user is reading moves when older messages are read in above it, or when a
height that was only estimated turns out otherwise; and opening a conversation costs as much
as the screen is high, not as the conversation is long.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from copilot_tui.chat.conversation import Message
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.ui.commands import Where, bindings
from copilot_tui.ui.empty_log import empty_lines
from copilot_tui.ui.log_drawing import BADGE, THUMB, draw_row, scrollbar_rows, with_badge
from copilot_tui.ui.log_item import ItemSetting, LogItem
from copilot_tui.ui.log_style import LogStyle
from copilot_tui.ui.log_view import LogView, selected_text
from copilot_tui.ui.render.line import Line

WHEEL_LINES = 3
GUTTER = 2
SCROLLBAR = 1
DRAWN_LINES = 1_000
"""How many drawn lines are kept: some screens' worth."""

MAX_COLUMN = 100
"""Cells of prose in a line; more are hard to read."""


class MessageLog(Widget, can_focus=True):
    """All messages of a conversation, following the newest text until the user scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.LOG)
    ALLOW_SELECT = True

    greeting: reactive[str] = reactive("")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._view = LogView()
        self._setting = ItemSetting(width=80, style=LogStyle.plain())
        self._unseen = False
        self._empty: list[Strip] = []
        self._thumb = range(0)
        self._drawn: dict[tuple[int, int, int, bool], tuple[Line, Strip]] = {}

    def show(self, messages: Iterable[Message]) -> None:
        """Show these messages instead of what was there, from their end."""
        self._view.replace(LogItem(message, self._setting) for message in messages)
        self._unseen = False
        self._forget_selection()
        self._redraw()

    def prepend(self, messages: Sequence[Message]) -> None:
        """Put older messages before those that are there; what is seen stays where it is."""
        self._view.prepend([LogItem(message, self._setting) for message in messages])
        if self._view.arrange(self.size.height):
            self.refresh()
        else:
            self._refresh_scrollbar()

    def append(self, message: Message) -> None:
        """Put a message after its parent, in place of what came after that."""
        self._view.append(LogItem(message, self._setting))
        self._unseen = True
        self._redraw()

    def merge(self, messages: Sequence[Message]) -> None:
        """Take in the end of the path as it is now, when another copy has written to it.

        What is read stays where it is: messages that did not change are left alone.
        """
        known = {item.message.id: item for item in self._view.items}
        for message in messages:
            item = known.get(message.id)
            if item is None:
                self._view.append(LogItem(message, self._setting))
                self._unseen = True
            elif item.message != message:
                item.settle(message)
        if messages:
            self._view.cut_after(messages[-1].id)
        self._redraw()

    def grow(self, event: ReplyGrew) -> None:
        """Let a running reply grow; what was told before is not taken twice."""
        item = self._view.last
        if item is None or item.message.id != event.message or not item.grow(event):
            return
        self._redraw_tail(item)

    def settle(self, message: Message) -> None:
        """Show a reply as it has ended."""
        item = self._view.last
        if item is not None and item.message.id == message.id:
            item.settle(message)
            self._redraw()

    def follow(self) -> None:
        """Show the newest text and go on following it."""
        self._view.follow()
        self._redraw()

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
            self._forget_selection()
        self._redraw()

    def _draw_anew(self) -> None:
        self._setting.renew()
        self._view.measure_anew()

    def watch_greeting(self) -> None:
        """The empty log says who answers."""
        self._redraw()

    def selection_updated(self, selection: Selection | None) -> None:
        """Show what is selected."""
        del selection
        self.refresh()

    def _forget_selection(self) -> None:
        if self.is_mounted and self.text_selection is not None:
            self.screen.clear_selection()

    def _redraw(self) -> None:
        """Find the rows in view and draw them all."""
        self._view.arrange(self.size.height)
        if self._view.following:
            self._unseen = False
        self.refresh()

    def _redraw_tail(self, item: LogItem) -> None:
        """Find the rows in view and draw those that a growing reply has changed."""
        moved = self._view.arrange(self.size.height)
        unseen = not self._view.following
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
                *(width, height, self.greeting),
                name=style.reply_name,
                key=style.key,
                text=style.muted,
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
        selection = self.text_selection
        if selection is not None:
            return draw_row(row, bar, width, self._setting, selection)
        key = (row.key, self._setting.version, width, y in self._thumb)
        drawn = self._drawn.get(key)
        if drawn is None or drawn[0] is not row.line:
            if len(self._drawn) >= DRAWN_LINES:
                self._drawn.clear()
            drawn = (row.line, draw_row(row, bar, width, self._setting, None))
            self._drawn[key] = drawn
        return drawn[1]

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text as it is seen, without breaks where lines only wrap."""
        return selected_text(self._view.items, selection), "\n"

    def scroll_lines(self, lines: int) -> None:
        """Scroll down, or up by a negative number."""
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

    def action_top(self) -> None:
        """Go to the first message."""
        self._view.to_top()
        self._redraw()

    def action_bottom(self) -> None:
        """Go to the newest text and follow it."""
        self.follow()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll up with the wheel."""
        event.stop()
        self.scroll_lines(-WHEEL_LINES)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll down with the wheel."""
        event.stop()
        self.scroll_lines(WHEEL_LINES)

    def on_click(self, event: events.Click) -> None:
        """Open a link, fold or unfold reasoning, or go to a place on the scrollbar."""
        if event.x >= self.size.width - SCROLLBAR:
            self._view.to_fraction(event.y / max(1, self.size.height - 1), self.size.height)
            self._redraw()
            return
        row = self._view.rows[event.y] if event.y < len(self._view.rows) else None
        if row is None:
            return
        if event.y == self.size.height - 1 and self._unseen and event.x > self.size.width - BADGE:
            self.follow()
        elif row.item.folds_at(row.number):
            row.item.toggle_reasoning()
            self._redraw()
        elif (url := row.url_at(event.x - GUTTER)) is not None:
            self.app.open_url(url)
