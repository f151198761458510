"""Tables that fit: columns are shrunk, cells wrapped, and at last rows become records."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

from rich.cells import cell_len

from copilot_tui.ui.render.line import Row, Span, prefixed
from copilot_tui.ui.render.wrap import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.ui.render.palette import Palette

SEPARATOR = "  "
NARROWEST_COLUMN = 6
"""Cells below which a column is not shrunk; a table that needs it becomes records."""

Cell: TypeAlias = list[list[Span]]
"""The lines of a cell."""


@dataclass(frozen=True, slots=True)
class TableCells:
    """A table's cells.

    Attributes:
        header: the first row.
        body: the other rows, each as long as the header.
        alignments: for each column "left", "center", "right" or "".
    """

    header: list[Cell]
    body: list[list[Cell]]
    alignments: list[str]


def table_rows(table: TableCells, width: int, palette: Palette) -> list[Row]:
    """Draw a table: the header bold above a thin line, no other borders."""
    widths = column_widths(_natural_widths(table), width)
    if widths is None:
        return _record_rows(table, width, palette)
    header = [[_in_header(line, palette) for line in cell] for cell in table.header]
    rows = _row_lines(header, widths, table.alignments, palette)
    total = sum(widths) + len(SEPARATOR) * (len(widths) - 1)
    rows.append(Row([Span("─" * total, palette.table_border)], padding=total))
    bodies = [_row_lines(row, widths, table.alignments, palette) for row in table.body]
    apart = any(len(body) > 1 for body in bodies)
    for number, body in enumerate(bodies):
        if number and apart:
            rows.append(Row([Span("┈" * total, palette.table_border)], padding=total))
        rows += body
    return rows


def column_widths(natural: Sequence[int], width: int) -> list[int] | None:
    """Share `width` among the columns, shrinking the widest ones first.

    Returns:
        The cells of each column, or None when they do not fit.
    """
    available = width - len(SEPARATOR) * (len(natural) - 1)
    if sum(natural) <= available:
        return list(natural)
    if sum(min(cells, NARROWEST_COLUMN) for cells in natural) > available:
        return None
    low, high = NARROWEST_COLUMN, max(natural)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(cells, middle) for cells in natural) <= available:
            low = middle
        else:
            high = middle - 1
    widths = [min(cells, low) for cells in natural]
    spare = available - sum(widths)
    for column, cells in enumerate(natural):
        if spare and widths[column] < cells:
            widths[column] += 1
            spare -= 1
    return widths


def _natural_widths(table: TableCells) -> list[int]:
    rows = [table.header, *table.body]
    return [
        max(1, *(_line_cells(line) for row in rows for line in row[column]), 0)
        for column in range(len(table.header))
    ]


def _line_cells(line: list[Span]) -> int:
    return sum(cell_len(span.text) for span in line)


def _in_header(line: list[Span], palette: Palette) -> list[Span]:
    return [span._replace(style=span.style + palette.table_header) for span in line]


def _row_lines(
    cells: list[Cell], widths: list[int], alignments: list[str], palette: Palette
) -> list[Row]:
    columns = [
        [row for line in cell for row in wrap(line, column_width)]
        for cell, column_width in zip(cells, widths, strict=True)
    ]
    rows: list[Row] = []
    for parts in zip_longest(*columns):
        spans: list[Span] = []
        for part, column_width, alignment in zip(parts, widths, alignments, strict=True):
            if spans:
                spans.append(Span(SEPARATOR, palette.text))
            spans += _aligned(part.spans if part else [], column_width, alignment, palette)
        row = Row(spans)
        _trim(row)
        rows.append(row)
    return rows


def _aligned(spans: list[Span], width: int, alignment: str, palette: Palette) -> list[Span]:
    spare = width - _line_cells(spans)
    before = {"right": spare, "center": spare // 2}.get(alignment, 0)
    return [
        Span(" " * before, palette.text),
        *spans,
        Span(" " * (spare - before), palette.text),
    ]


def _trim(row: Row) -> None:
    """Remove the blank cells at the end of a row."""
    while row.spans and not row.spans[-1].text.strip(" "):
        row.spans.pop()


def _record_rows(table: TableCells, width: int, palette: Palette) -> list[Row]:
    """Draw each row as lines of `header: value`, with a thin line between the rows."""
    rows: list[Row] = []
    hanging = Span("  ", palette.text)
    for number, record in enumerate(table.body):
        if number:
            rows.append(Row([Span("─" * width, palette.table_border)], padding=width))
        for head, cell in zip(table.header, record, strict=True):
            name = [span for line in head for span in _in_header(line, palette)]
            first, *others = cell or [[]]
            spans = [*name, Span(": ", palette.text), *first] if name else first
            wrapped = wrap(spans, width) if width <= 4 else wrap(spans, width - 2)
            for line in others:
                wrapped += wrap(line, max(width - 2, 2))
            empty = Span("", palette.text)
            rows += prefixed(wrapped, empty, hanging if width > 4 else empty)
    if not table.body:
        for head in table.header:
            for line in head:
                rows += wrap(_in_header(line, palette), width)
    return rows
