"""The part of the log that draws the lines in view, however many there are.

What is seen is anchored to a message and a line in it, not to a row counted from the top.
So nothing the user is reading moves when older messages are read in above it, or when a
height that was only estimated turns out otherwise; and opening a conversation costs as much
as the screen is high, not as the conversation is long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.filter import LineFilter
from textual.geometry import Region
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip

from copilot_tui.config import KeyMap
from copilot_tui.ui.empty_log import empty_lines, reason_lines
from copilot_tui.ui.log_around import draw_around
from copilot_tui.ui.log_drawing import (
    NO_MARK,
    SCROLLBAR,
    Mark,
    blank_row,
    draw_row,
    scrollbar_rows,
    with_badge,
    with_places,
)
from copilot_tui.ui.log_pictures import LogPictures
from copilot_tui.ui.log_row import Row, selected_text
from copilot_tui.ui.log_style import LogStyle

if TYPE_CHECKING:
    from copilot_tui.ui.log_item import LogItem
    from copilot_tui.ui.render.line import Line

GUTTER = 2
DRAWN_LINES = 1_000
"""How many drawn lines are kept: some screens' worth."""

BEHIND_SECONDS, BEHIND_PAUSE = 0.008, 0.008
"""How long the loop is held for drawing what is not seen yet, and how long it is left alone."""

MAX_COLUMN = 100
"""Cells of prose in a line; more are hard to read."""


class LogCanvas(LogPictures):
    """Draws a window onto messages, in the colours of the theme and as wide as there is room.

    Attributes:
        greeting: who answers; shown where there are no messages.
        reason: why the messages of a conversation are not shown, in place of that.
        keys: as they are mapped.
    """

    ALLOW_SELECT = True

    greeting: reactive[str] = reactive("")
    reason: reactive[str] = reactive("")
    keys: reactive[KeyMap] = reactive(KeyMap)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._unseen = False
        self._behind: asyncio.TimerHandle | None = None
        self._filters: Sequence[LineFilter] = ()
        self._drawn: dict[tuple[int, bool, Mark], tuple[Line, Strip]] = {}

    def on_mount(self) -> None:
        """Take the styles of the theme, now and whenever it changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._take_theme())
        self._take_theme()

    def _take_theme(self) -> None:
        app = self.app
        plain = app.no_color or app.native_ansi_color
        self._setting.style = LogStyle.from_theme(
            app.theme_variables, dark=app.current_theme.dark, plain=plain
        )
        # All of Textual's filters are there for terminals without true colours.
        self._filters = app.get_line_filters() if plain else ()
        self._draw_anew()
        self._redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew when the width has changed."""
        width = max(8, min(MAX_COLUMN, event.size.width - GUTTER - SCROLLBAR - 2))
        has_other_cells = self.gallery is not None and self.gallery.measure()
        if width != self._setting.width or has_other_cells:
            self._setting.width = width
            self._draw_anew()
        self._drawn.clear()
        self._redraw()

    def _draw_anew(self) -> None:
        """Draw all messages anew once they come into view."""
        self._setting.renew()
        self._drawn.clear()
        self._view.measure_anew()
        self._forget_selection()

    def watch_greeting(self) -> None:
        """The empty log says who answers."""
        self._redraw()

    def watch_reason(self) -> None:
        """A conversation that cannot be read does not look like an empty one."""
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
        self._draw_around()
        self._draw_behind_soon()
        if self._sees_end:
            self._unseen = False
        self.refresh()

    def _draw_around(self) -> None:
        """Have some more above and below what is seen of a message that is drawn in part."""
        if draw_around(self._view, self.size.height):
            self._arrange()

    def _draw_behind_soon(self) -> None:
        """Go on with very long messages in view of which only the end is drawn."""
        if self._behind is None and any(row.item.is_partly_drawn for row in self._view.rows):
            # A timer of Textual (8.2.8) that is started late by more than its time never ends.
            loop = asyncio.get_running_loop()
            self._behind = loop.call_later(BEHIND_PAUSE, self.call_next, self._draw_behind)

    def _draw_behind(self) -> None:
        self._behind = None
        for row in self._view.rows:
            if row.item.is_partly_drawn:
                lines = row.item.draw_more(BEHIND_SECONDS, row.number)
                if lines is not None:
                    self._view.grew_above(row.item.id, lines)
                    self._all_drawn(row.item)
                    self._redraw()
                break
        self._draw_behind_soon()

    def _all_drawn(self, item: LogItem) -> None:
        """Nothing of a message is left to be drawn."""

    def _redraw_tail(self, item: LogItem) -> None:
        """Find the rows in view and draw those that a growing reply has changed."""
        moved = self._arrange()
        self._draw_around()
        self._draw_behind_soon()
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
        """Draw some lines.

        Not by way of Textual's styles, of which the log has none: putting a line into the
        frame of its widget takes longer than to draw it.
        """
        width, height = self.size
        if self._view.items:
            thumb = scrollbar_rows(self._view, height)
            selection = self.text_selection
            marker = self._marker()
            strips = [
                self._strip(y, y in thumb, selection, marker)
                for y in range(crop.y, min(crop.bottom, height))
            ]
            if self._unseen and crop.bottom >= height > crop.y:
                strips[-1] = with_badge(strips[-1], self._setting.style.badge)
        else:
            strips = self._empty_lines()[crop.y : crop.bottom]
        for line_filter in self._filters:
            ground = self.background_colors[1]
            strips = [strip.apply_filter(line_filter, ground) for strip in strips]
        if crop.column_span != (0, width):
            return [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """Tell what stands where in a line, for the mouse: nothing is painted by this."""
        row = self._view.rows[y] if y < len(self._view.rows) else None
        return Strip.blank(self.size.width) if row is None else with_places(row)

    def _empty_lines(self) -> list[Strip]:
        width, height = self.size
        style = self._setting.style
        if self.reason:
            return reason_lines(width, height, self.reason, style.base + style.muted)
        lines = empty_lines(
            *(width, height, self.greeting, self.keys),
            name=style.base + style.reply_name,
            key=style.base + style.key,
            text=style.base + style.muted,
        )
        return lines + [Strip.blank(width, style.base)] * (height - len(lines))

    def _strip(
        self,
        y: int,
        on_thumb: bool,
        selection: Selection | None,
        marker: Callable[[Row], Mark] | None,
    ) -> Strip:
        """A row with its part of the scrollbar.

        What does not change between frames is the same object again: Textual keeps the
        filtered, cropped and encoded forms of a strip with the strip.
        """
        width, setting = self.size.width, self._setting
        row = self._view.rows[y] if y < len(self._view.rows) else None
        if row is None:
            return blank_row(width, setting.style, on_thumb=on_thumb)
        if row.line.picture is not None and self.gallery is not None:
            row = replace(row, line=self.gallery.line(row.line))
        mark = NO_MARK if marker is None else marker(row)
        if selection is not None:
            return draw_row(row, width, setting, mark, selection, on_thumb=on_thumb)
        key = (row.key, on_thumb, mark)
        drawn = self._drawn.get(key)
        if drawn is None or drawn[0] is not row.line:
            if len(self._drawn) >= DRAWN_LINES:
                self._drawn.clear()
            drawn = (row.line, draw_row(row, width, setting, mark, on_thumb=on_thumb))
            self._drawn[key] = drawn
        return drawn[1]

    def _marker(self) -> Callable[[Row], Mark] | None:
        """What tells what is to be seen on a row beside its text; None when nothing is."""
        return None

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text as it is seen, without breaks where lines only wrap."""
        return selected_text(self._view.items, selection), "\n"
