"""Formulas as text and as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.ui.render.line import Row, Span, prefixed
from copilot_tui.ui.render.wrap import wrap

if TYPE_CHECKING:
    from rich.style import Style

INDENT = 2
"""Cells before a formula on lines of its own."""

_NARROWEST = 12
"""Cells of a line below which a formula is not indented."""


def inline_formula(latex: str, source: str) -> str:
    """A formula inside a line of text; its source where it cannot be converted."""
    from copilot_tui.chat.latex.formula import formula_line

    return formula_line(latex) or " ".join(source.split())


def formula_rows(latex: str, width: int, style: Style, after: str = "") -> list[Row] | None:
    """Draw a formula on rows of its own; None where it cannot be converted.

    Args:
        latex: the source without its marks.
        width: cells of each row.
        style: how it is drawn.
        after: punctuation that follows.
    """
    from copilot_tui.chat.latex.formula import formula_lines

    lines = formula_lines(latex)
    if lines is None:
        return None
    rows: list[Row] = []
    for line in (*lines[:-1], lines[-1] + after):
        rows += wrap([Span(line, style)], width)
    return rows


def indented_rows(latex: str, width: int, style: Style, after: str = "") -> list[Row] | None:
    """Draw a formula as `formula_rows` does, set apart from the text around it."""
    indent = INDENT if width >= _NARROWEST else 0
    rows = formula_rows(latex, width - indent, style, after)
    blank = Span(" " * indent, style)
    return prefixed(rows, blank, blank) if rows else None
