"""A page of documentation as drawn lines that can be scrolled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from copilot_tui.chat.search_query import locate, parse_query
from copilot_tui.ui.log_drawing import painted
from copilot_tui.ui.log_style import LogStyle
from copilot_tui.ui.reply_body import ReplyBody

if TYPE_CHECKING:
    from copilot_tui.ui.render.line import Line

WIDEST = 100
"""Cells of a line; longer ones are hard to read."""

_ABOVE = 2
"""Lines that are left above the place that is gone to."""


class PageView(ScrollView, can_focus=False):
    """Draws Markdown as the log does, with the words marked that were searched for.

    Args:
        text: Markdown of our own.
        place: what is to be seen at first, by its offset in the text.
        query: its words are marked.
    """

    def __init__(self, text: str, *, place: int = 0, query: str = "") -> None:
        super().__init__()
        self._text = text
        self._place = place
        self._terms = parse_query(query)
        self._style = LogStyle.plain()
        self._lines: Sequence[Line] = ()
        self._width = 0

    def on_mount(self) -> None:
        """Take the styles of the theme, now and whenever it changes."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._take_theme())
        self._take_theme()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew when the width has changed, with the same part of the text in view."""
        del event
        width = max(8, min(WIDEST, self.scrollable_content_region.width - 1))
        if width != self._width:
            share = self.scroll_offset.y / len(self._lines) if self._lines else None
            self._width = width
            self._draw()
            row = self._row_of_place() if share is None else round(share * len(self._lines))
            if row != self.scroll_offset.y:
                # What can be scrolled is known once the new size was laid out.
                self.call_after_refresh(self.scroll_to, y=row, animate=False)

    def render_line(self, y: int) -> Strip:
        """One line of what is in view."""
        number = y + self.scroll_offset.y
        strip = Strip.blank(self.size.width)
        if number < len(self._lines):
            line = self._lines[number]
            hits = [(*place, self._style.hit) for place in locate(line.text, self._terms)]
            strip = painted(line.strip, line.text, hits)
        return strip.adjust_cell_length(self.size.width).apply_style(self.rich_style)

    def _take_theme(self) -> None:
        app = self.app
        plain = app.no_color or app.native_ansi_color
        dark = app.current_theme.dark
        self._style = LogStyle.from_theme(app.theme_variables, dark=dark, plain=plain)
        self._draw()

    def _draw(self) -> None:
        if not self._width:
            return
        body = ReplyBody(self._width, self._style.palette, numbered=False)
        body.append(self._text)
        body.finish()
        body.update()
        self._lines, self._body = body.lines, body
        self.virtual_size = Size(self._width, len(self._lines))
        self.refresh()

    def _row_of_place(self) -> int:
        """The first line to show: the heading above the place, if both have room."""
        if not self._place:
            return 0
        row = self._near_mark(self._body.line_at(self._place))
        # A place at a heading is below that one.
        heading = self._text.rfind("\n#", 0, self._place + 1) + 1
        top = self._body.line_at(heading)
        return max(0, (top if 0 <= row - top <= self._reach else row) - _ABOVE)

    def _near_mark(self, row: int) -> int:
        """The marked line nearest to a line; where a block is wrapped, its lines are a guess."""
        near = range(max(0, row - self._reach), min(row + self._reach, len(self._lines)))
        marked = (at for at in near if self._is_marked(at))
        return min(marked, key=lambda at: abs(at - row), default=row)

    @property
    def _reach(self) -> int:
        return self.size.height // 2

    def _is_marked(self, row: int) -> bool:
        return bool(locate(self._lines[row].text, self._terms))
