"""The list in a picker: one widget that draws the entries in view, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar, Generic

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from copilot_tui.chat.fuzzy import positions
from copilot_tui.key_labels import key_label
from copilot_tui.ui.picker_row import PickerRow, Value, emphasised

SCROLL_LINES = 3
NOT_UNDERLINED = Style(underline=False)
LOOKED_THROUGH = 2_000
"""How many entries are looked through for the one that the cursor is to stay on."""


class PickerList(Widget, Generic[Value]):
    """Entries with a cursor.

    Args:
        row_height: lines of each entry; the second shows its excerpt.
        grouped: whether headings are shown while nothing is searched for.
        keyed: whether the keys of the entries are shown.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "picker-list--cursor",
        "picker-list--detail",
        "picker-list--empty",
        "picker-list--excerpt",
        "picker-list--group",
        "picker-list--key",
        "picker-list--match",
    }

    @dataclass
    class Clicked(Message):
        """An entry was clicked, which is now under the cursor."""

    @dataclass
    class Moved(Message):
        """Another entry is under the cursor."""

    def __init__(self, *, row_height: int = 1, grouped: bool = False, keyed: bool = False) -> None:
        super().__init__()
        self._row_height = row_height
        self._grouped = grouped
        self._keyed = keyed
        self._rows: Sequence[PickerRow[Value]] = ()
        # What stands below what: indices of rows, and for headings -1 - the row below them.
        self._items: Sequence[int] = ()
        self._query = ""
        self._empty = ""
        self._cursor = 0
        self._top = 0

    @property
    def rows(self) -> Sequence[PickerRow[Value]]:
        """The entries as they are shown."""
        return self._rows

    @property
    def cursor_row(self) -> PickerRow[Value] | None:
        """The entry under the cursor."""
        return self._rows[self._cursor] if self._cursor < len(self._rows) else None

    def show(
        self,
        rows: Sequence[PickerRow[Value]],
        *,
        query: str = "",
        empty: str = "",
        stay_on: Value | None = None,
    ) -> None:
        """Show these instead of what was there.

        Args:
            rows: only those in view are read, unless there are headings or keys.
            query: what was searched for; its letters are emphasised.
            empty: what is said when there are none.
            stay_on: where to put the cursor, if it is among the first; else on the first.
        """
        self._rows, self._query, self._empty = rows, query, empty
        self._items = self._arranged() if self._grouped and not query else range(len(rows))
        self._cursor = self._top = 0
        if stay_on is not None:
            first = enumerate(islice(rows, LOOKED_THROUGH))
            self._cursor = next((at for at, row in first if row.value == stay_on), 0)
        self._keep_cursor_in_view()
        self.refresh(layout=self.styles.is_auto_height)
        self.post_message(self.Moved())

    def _arranged(self) -> list[int]:
        items: list[int] = []
        group = ""
        for at, row in enumerate(self._rows):
            if row.group != group:
                group = row.group
                items.append(-1 - at)
            items.append(at)
        return items

    def move(self, by: int) -> None:
        """Move the cursor so many entries, round at the ends when it is one."""
        if self._rows:
            count = len(self._rows)
            target = self._cursor + by
            self.move_to(target % count if abs(by) == 1 else max(0, min(target, count - 1)))

    def move_page(self, by: int) -> None:
        """Move the cursor so many pages, not beyond the ends."""
        self.move(by * max(2, self.size.height // self._row_height - 1))

    def move_to(self, index: int) -> None:
        """Put the cursor on an entry; -1 is the last."""
        self._cursor = index if index >= 0 else max(0, len(self._rows) + index)
        self._keep_cursor_in_view()
        self.refresh()
        self.post_message(self.Moved())

    def _item_of_cursor(self) -> int:
        if isinstance(self._items, range):
            return self._cursor
        return self._items.index(self._cursor) if self._items else 0

    def _keep_cursor_in_view(self) -> None:
        height = self.size.height // self._row_height
        if not height:
            return  # There is no view yet.
        item = self._item_of_cursor()
        has_heading = 0 < item < len(self._items) and self._items[item - 1] < 0
        self._top = max(min(self._top, item - has_heading), item - height + 1, 0)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line for each line of the entries, at least one for what is said without any."""
        del container, viewport, width
        return max(1, len(self._items) * self._row_height)

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._keep_cursor_in_view()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        item = self._top + event.y // self._row_height
        if item < len(self._items) and self._items[item] >= 0:
            self.move_to(self._items[item])
            self.post_message(self.Clicked())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll without moving the cursor."""
        self._scroll(event, SCROLL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll without moving the cursor."""
        self._scroll(event, -SCROLL_LINES)

    def _scroll(self, event: events.MouseEvent, by: int) -> None:
        event.stop()
        last = len(self._items) - self.size.height // self._row_height
        self._top = max(0, min(self._top + by, last))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw a line of an entry, a heading, or nothing."""
        width = self.size.width
        item, line = self._top + y // self._row_height, y % self._row_height
        if item < len(self._items):
            at = self._items[item]
            return self._heading(-1 - at, width) if at < 0 else self._row_line(at, line, width)
        if y == 0 and not self._rows:
            style = self.get_component_rich_style("picker-list--empty")
            return Strip(emphasised(f"   {self._empty}", (), width, style, style), width)
        return Strip.blank(width, self.rich_style)

    def _heading(self, at: int, width: int) -> Strip:
        style = self.get_component_rich_style("picker-list--group")
        return Strip(emphasised(f" {self._rows[at].group}", (), width, style, style), width)

    def _row_line(self, at: int, line: int, width: int) -> Strip:
        row = self._rows[at]
        is_cursor = at == self._cursor
        style = self.rich_style
        if is_cursor:
            style = self.get_component_rich_style("picker-list--cursor")
        strong = self._part("match", style, is_cursor)
        bar = "▌" if is_cursor else " "
        if line:
            quiet = self._part("excerpt", style, is_cursor)
            text = emphasised(row.excerpt, row.excerpt_matched, max(0, width - 6), quiet, strong)
            return Strip([Segment(f"{bar}    ", style), *text, Segment(" ", style)], width)
        head = [Segment(bar + set_cell_size(row.mark, 1) + " ", strong + NOT_UNDERLINED)]
        if self._keyed:
            key = set_cell_size(key_label(row.key), self._key_width())
            head.append(Segment(key, self._part("key", style, is_cursor)))
        detail = self._detail(row.detail, width)
        room = width - sum(segment.cell_length for segment in head) - cell_len(detail)
        matched = positions(self._query, row.text) if row.matched is None else row.matched
        text = emphasised(row.text, matched, max(0, room), style, strong)
        quiet = self._part("detail", style, is_cursor)
        return Strip([*head, *text, Segment(detail, quiet)]).adjust_cell_length(width, style)

    def _part(self, name: str, style: Style, is_cursor: bool) -> Style:
        """The style of a part of an entry, over that of the entry.

        Under the cursor it keeps the entry's colours: others need not be readable there.
        """
        part = self.get_component_rich_style(f"picker-list--{name}")
        color = None if is_cursor else part.color
        return style + Style(color=color, bold=part.bold, underline=part.underline)

    def _key_width(self) -> int:
        return max((cell_len(key_label(row.key)) for row in self._rows), default=0) + 2

    def _detail(self, detail: str, width: int) -> str:
        if not detail:
            return " "
        room = max(0, width // 2 - 3)
        return f"  {detail if cell_len(detail) <= room else set_cell_size(detail, room)} "
