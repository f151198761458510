"""A formula as one line of text, or as several."""

from __future__ import annotations

from functools import lru_cache

from copilot_tui.chat.latex.environments import equations, rows_line
from copilot_tui.chat.latex.reader import Reader
from copilot_tui.chat.latex.unreadable import Unreadable

MAX_LENGTH = 20_000
"""Characters of source; what is longer is not converted."""

_KEPT = 512
"""Formulas that are remembered, since a paragraph is drawn again as it grows."""


@lru_cache(_KEPT)
def formula_line(source: str) -> str | None:
    """Convert LaTeX into one line of Unicode text.

    Commands that are not known stay as they are. The work is in proportion to the length.

    Returns:
        The text, or None where the source cannot be read as a formula.
    """
    if len(source) > MAX_LENGTH:
        return None
    try:
        reader = Reader(source)
        return rows_line(reader, reader.rows()) or None
    except Unreadable:
        return None


@lru_cache(_KEPT)
def formula_lines(source: str) -> tuple[str, ...] | None:
    """Convert LaTeX into lines of Unicode text, matrices and equations in columns.

    Returns:
        The lines, or None where the source cannot be read as a formula; see `formula_line`.
    """
    if len(source) > MAX_LENGTH:
        return None
    try:
        box = equations(Reader(source).rows())
    except Unreadable:
        return None
    rows = tuple(row.rstrip(" ") for row in box.rows)
    return rows if any(rows) else None
