"""Charts of block characters, readable without any colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

_RISING: Final = " ▁▂▃▄▅▆▇█"
_GROWING: Final = " ▏▎▍▌▋▊▉█"
_MARK: Final = "•"
_WIDEST_BAR: Final = 8


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart.

    Attributes:
        label: what stands below it, where there is room.
        value: how high it is; None where nothing is known.
        mark: how high a mark stands over it; None for none.
    """

    label: str
    value: float | None
    mark: float | None = None


def column_chart(columns: Sequence[Column], *, width: int, height: int) -> list[str]:
    """Columns over an axis, with the values at its side and the labels below.

    Args:
        columns: at least one; those that have no room on the left are left out.
        width: of all, in characters.
        height: lines of the columns.
    """
    values = [each for column in columns for each in (column.value, column.mark) if each]
    top = nice_top(max(values, default=1))
    side = [""] * height
    side[0] = number(top)
    if height >= 4 and height % 2 == 0:
        side[height // 2] = number(top / 2)
    margin = max(len(label) for label in side)
    shown = columns[-max(1, width - margin - 1) :]
    step = max(1, min(_WIDEST_BAR + 1, (width - margin - 1) // len(shown)))
    lines = [
        f"{label:>{margin}}{'┤' if label else '│'}{_row(shown, top, height, height - row, step)}"
        for row, label in enumerate(side)
    ]
    axis = "─" * (len(shown) * step)
    return [
        *(line.rstrip() for line in lines),
        f"{'0':>{margin}}┼{axis}",
        " " * (margin + 1) + _labels(shown, step, width - margin - 1),
    ]


def bar(value: float, most: float, width: int) -> str:
    """A bar that grows to the right, to the eighth of a character.

    Args:
        value: how long it is; above 0 something is always seen.
        most: what takes the whole width.
        width: in characters.
    """
    if value <= 0 or most <= 0:
        return ""
    full, rest = divmod(max(1, round(value / most * width * 8)), 8)
    return "█" * full + (_GROWING[rest] if rest else "")


def nice_top(value: float) -> float:
    """The next number from `value` on that is easy to halve and to read."""
    if value <= 2:
        return 2
    unit = 10.0 ** floor(log10(value))
    return next(top * unit for top in (1, 2, 4, 6, 8, 10) if top * unit >= value)


def number(value: float) -> str:
    """A number in at most five characters, such as 940, 12k or 1.5M."""
    for limit, unit, letter in ((1e4, 1, ""), (1e6, 1e3, "k"), (1e9, 1e6, "M")):
        if value < limit:
            return f"{value / unit:.3g}{letter}" if letter else f"{value:.0f}"
    return f"{value / 1e9:.3g}G"


def _row(columns: Sequence[Column], top: float, height: int, row: int, step: int) -> str:
    """The part of all columns in one line; the lines are counted from 1 at the bottom."""
    cells = []
    for column in columns:
        eighths = min(8, max(0, _eighths(column.value, top, height) - (row - 1) * 8))
        cell = _RISING[eighths]
        if column.mark and eighths == 0 and ceil(column.mark / top * height) == row:
            cell = _MARK
        cells.append(_cell(cell, step))
    return "".join(cells)


def _cell(character: str, step: int) -> str:
    wide = max(1, step - 1)
    if character == _MARK:
        character, wide = character.center(wide), 1
    return (character * wide).ljust(step)


def _eighths(value: float | None, top: float, height: int) -> int:
    return max(1, round(value / top * height * 8)) if value else 0


def _labels(columns: Sequence[Column], step: int, width: int) -> str:
    """As many labels as have room, in even steps, each beginning below its column."""
    longest = max(len(column.label) for column in columns)
    every = max(1, ceil((longest + 2) / step))
    line = ""
    for place in range(0, len(columns), every):
        label = columns[place].label
        if place * step + len(label) <= max(width, 1):
            line = line.ljust(place * step) + label
    return line
