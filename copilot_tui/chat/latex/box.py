"""Formulas on several lines: what stands side by side, in a grid, in large brackets."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from copilot_tui.chat.latex.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_AREA = 40_000
"""Characters, or parts, of a box; what is larger is not meant to be read."""

_TALL = {
    "(": "⎛⎜⎜⎝",
    ")": "⎞⎟⎟⎠",
    "[": "⎡⎢⎢⎣",
    "]": "⎤⎥⎥⎦",
    "{": "⎧⎪⎨⎩",
    "}": "⎫⎪⎬⎭",
    "|": "││││",
    "‖": "║║║║",
}
"""The brackets made of a top, a filling, a middle and a bottom."""


class Side(StrEnum):
    """Where a cell's content stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Box:
    """Lines of text that belong together.

    Attributes:
        rows: the lines; those shorter than the longest are taken to end in spaces.
        baseline: which of the lines stands on the line of what is beside the box.
    """

    rows: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        """Cells of the longest line."""
        return max((cells(row) for row in self.rows), default=0)

    def with_scripts(self, sub: str, sup: str) -> Box:
        """The box with scripts at the corners of its right side."""
        if not sub and not sup:
            return self
        rows = list(self.padded(self.width).rows)
        rows[0] += sup
        rows[-1] += sub
        return Box(tuple(rows), self.baseline)

    def padded(self, width: int, side: Side = Side.LEFT) -> Box:
        """The box as wide as `width`, its content on one side.

        Raises:
            Unreadable: it is too large.
        """
        _check_area(len(self.rows), width)
        spare = width - self.width
        left = {Side.LEFT: 0, Side.CENTER: spare // 2, Side.RIGHT: spare}[side]
        rows = (" " * left + row for row in self.rows)
        return Box(tuple(row + " " * (width - cells(row)) for row in rows), self.baseline)


def beside(boxes: Sequence[Box]) -> Box:
    """Boxes next to each other, from left to right, on one baseline.

    Raises:
        Unreadable: it is too large.
    """
    above = max((box.baseline for box in boxes), default=0)
    below = max((len(box.rows) - box.baseline for box in boxes), default=1)
    _check_area(above + below, len(boxes))
    rows = [""] * (above + below)
    for box in boxes:
        padded = box.padded(box.width)
        top = above - box.baseline
        for index in range(len(rows)):
            inside = top <= index < top + len(padded.rows)
            rows[index] += padded.rows[index - top] if inside else " " * box.width
    return Box(tuple(rows), above)


def grid(cells_of_rows: Sequence[Sequence[Box]], sides: str, gaps: Sequence[int]) -> Box:
    """Rows of boxes in columns.

    Args:
        cells_of_rows: the rows; they may differ in length.
        sides: an "l", "c" or "r" for each column; repeated where there are more columns.
        gaps: the spaces before each column but the first, repeated likewise.

    Raises:
        Unreadable: it is too large.
    """
    columns = max((len(row) for row in cells_of_rows), default=0)
    _check_area(len(cells_of_rows), columns)
    widths = [
        max(row[column].width for row in cells_of_rows if column < len(row))
        for column in range(columns)
    ]
    _check_area(len(cells_of_rows), sum(widths))
    named = {"l": Side.LEFT, "c": Side.CENTER, "r": Side.RIGHT}
    lines: list[str] = []
    for row in cells_of_rows:
        boxes: list[Box] = []
        for column, cell in enumerate(row):
            if column:
                boxes.append(Box((" " * gaps[(column - 1) % len(gaps)],)))
            boxes.append(cell.padded(widths[column], named[sides[column % len(sides)]]))
        lines += beside(boxes).rows
    return Box(tuple(lines), (len(lines) - 1) // 2)


def bracketed(opening: str, box: Box, closing: str) -> Box:
    """A box between brackets as tall as it is; an empty string is no bracket."""
    if len(box.rows) == 1:
        return Box((opening + box.rows[0] + closing,))
    blank = Box((" ",))
    left = [_tall(opening, box), blank] if opening else []
    right = [blank, _tall(closing, box)] if closing else []
    return beside([*left, box, *right])


def framed(box: Box) -> Box:
    """A box with a line around it."""
    line = "─" * (box.width + 2)
    rows = (f"│ {row} │" for row in box.padded(box.width).rows)
    return Box((f"┌{line}┐", *rows, f"└{line}┘"), box.baseline + 1)


def cells(text: str) -> int:
    """How many cells of a terminal a text takes, as Unicode's data has it."""
    if text.isascii():
        return len(text)
    return sum(_character_cells(character) for character in text)


def _check_area(rows: int, columns: int) -> None:
    if rows * columns > MAX_AREA:
        raise Unreadable


def _character_cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 1 + (unicodedata.east_asian_width(character) in ("W", "F"))


def _tall(bracket: str, box: Box) -> Box:
    parts = _TALL.get(bracket)
    if parts is None:
        return Box((bracket,))
    top, filling, middle, bottom = tuple(parts)
    inner = [filling] * (len(box.rows) - 2)
    if inner:
        inner[min(max(box.baseline - 1, 0), len(inner) - 1)] = middle
    return Box((top, *inner, bottom), box.baseline)
