"""The list above the prompt of what a word that is being typed may become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from copilot_tui.ui.completion import Completion, CompletionRow

MOST_ROWS = 8
LONGEST_TEXT = 60
"""Cells that the names may take where titles stand behind them."""


class CompletionList(Widget, can_focus=False):
    """Shows a completion, and is hidden without one. The prompt keeps the focus and the keys."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "completion-list--cursor",
        "completion-list--detail",
        "completion-list--title",
    }

    completion: reactive[Completion | None] = reactive(None, layout=True)

    @dataclass
    class Chosen(Message):
        """A row was clicked.

        Attributes:
            index: of the row.
        """

        index: int

    def on_mount(self) -> None:
        """Be hidden at first."""
        self.display = self.completion is not None

    def watch_completion(self, completion: Completion | None) -> None:
        """Show or hide the list."""
        self.display = completion is not None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are rows, up to a limit, and one for the note."""
        del container, viewport, width
        if self.completion is None:
            return 0
        return min(MOST_ROWS, len(self.completion.rows)) + bool(self.completion.note)

    @property
    def _top(self) -> int:
        """The first row that is shown: the one under the cursor always is."""
        completion = self.completion
        if completion is None:
            return 0
        last_top = max(0, len(completion.rows) - MOST_ROWS)
        return min(last_top, max(0, completion.cursor - MOST_ROWS // 2))

    def on_click(self, event: events.Click) -> None:
        """Let a row be chosen."""
        offset = event.get_content_offset(self)
        completion = self.completion
        if offset is None or completion is None:
            return
        index = self._top + offset.y
        if offset.y < MOST_ROWS and index < len(completion.rows):
            event.stop()
            self.post_message(self.Chosen(index))

    def render_line(self, y: int) -> Strip:
        """Draw a row, or the note below the last one."""
        width, completion = self.content_size.width, self.completion
        if completion is None:
            return Strip.blank(width, self.rich_style)
        index = self._top + y
        if y < MOST_ROWS and index < len(completion.rows):
            return self._row(completion, index).adjust_cell_length(width, self.rich_style)
        note = completion.note if y == self.content_size.height - 1 else ""
        style = self.get_component_rich_style("completion-list--detail")
        return Strip([Segment(f"  {note}", style)]).adjust_cell_length(width, self.rich_style)

    def _row(self, completion: Completion, index: int) -> Strip:
        row, width = completion.rows[index], self.content_size.width
        under_cursor = index == completion.cursor
        base = self.get_component_rich_style("completion-list--cursor")
        title_style = detail_style = base
        if not under_cursor:
            base = self.rich_style
            title_style = self.get_component_rich_style("completion-list--title")
            detail_style = self.get_component_rich_style("completion-list--detail")
        mark = "▌ " if under_cursor else "  "
        detail = f" {row.detail} " if row.detail else " "
        room = max(0, width - len(mark) - cell_len(detail))
        name = min(room, self._name_width(completion.rows, room))
        return Strip(
            [
                Segment(mark, base),
                Segment(_fit_end(row.text, name), base),
                Segment(_fit_start(row.title, room - name), title_style),
                Segment(detail, detail_style),
            ]
        )

    def _name_width(self, rows: tuple[CompletionRow, ...], room: int) -> int:
        """Cells for the names: as wide as the widest, and all there are without titles."""
        if not any(row.title for row in rows):
            return room
        return min(LONGEST_TEXT, max(cell_len(row.text) for row in rows) + 2)


def _fit_end(text: str, width: int) -> str:
    """The text in exactly so many cells; where it is too long, its end is what stays."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    while text and cell_len(text) > width - 1:
        text = text[max(1, (cell_len(text) - width) // 2) :]
    return set_cell_size(f"…{text}", width)


def _fit_start(text: str, width: int) -> str:
    """The text in exactly so many cells; where it is too long, its beginning is what stays."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(f"{set_cell_size(text, max(0, width - 1))}…", width)
