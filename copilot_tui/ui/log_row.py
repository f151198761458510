"""One line on the screen, and the text between two of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.selection import Selection

if TYPE_CHECKING:
    from copilot_tui.ui.log_item import LogItem
    from copilot_tui.ui.render.line import Line
    from copilot_tui.ui.render.picture_row import ShownPicture

_LINES_PER_ITEM = 1 << 24


@dataclass(frozen=True, slots=True)
class Row:
    """One line on the screen.

    Attributes:
        item: the message it belongs to.
        number: which of the message's lines it is.
        line: what is drawn.
    """

    item: LogItem
    number: int
    line: Line

    @property
    def key(self) -> int:
        """A row number that stays the same whatever is read in or drawn above."""
        return self.item.id * _LINES_PER_ITEM + self.number

    def url_at(self, cell: int) -> str | None:
        """The address of the link at this cell of the text, if there is one."""
        for start, end, url in self.line.links:
            left = cell_len(self.line.text[:start])
            if left <= cell < left + cell_len(self.line.text[start:end]):
                return url
        return None


def selected_text(items: Iterable[LogItem], selection: Selection) -> str:
    """The text between two offsets as it is seen, but not broken where it only wraps."""
    pieces: list[str] = []
    joiner: str | None = ""
    copied: ShownPicture | None = None
    start, end = selection.start, selection.end
    first = 0 if start is None else start.y // _LINES_PER_ITEM
    last = None if end is None else end.y // _LINES_PER_ITEM
    for item in items:
        identity = item.id
        if identity < first or (last is not None and identity > last):
            continue
        for number, line in enumerate(item.lines()):
            span = selection.get_span(identity * _LINES_PER_ITEM + number)
            if span is None:
                continue
            if line.picture is not None:
                # Of however many lines of it: it is one thing.
                is_new = line.picture.shown is not copied
                copied = line.picture.shown
                if is_new:
                    pieces += ("\n" if joiner is None else joiner, copied.markdown)
                joiner = None
                continue
            left, right = span
            right = line.end if right < 0 else min(right, line.end)
            pieces += (
                "\n" if joiner is None else joiner,
                line.text[max(left, line.indent) : right],
            )
            joiner = line.joiner
    return "".join(pieces).rstrip("\n")
