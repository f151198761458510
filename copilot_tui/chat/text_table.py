"""Tables of plain text that lose columns where the terminal is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from copilot_tui.chat.latex.box import cells
from copilot_tui.text import elide

_GAP: Final = "  "
_LEAST_NAME: Final = 12


@dataclass(frozen=True, slots=True)
class Cell:
    """The heading of a column.

    Attributes:
        text: what stands above it.
        rank: the higher, the sooner the column goes where there is no room.
    """

    text: str
    rank: int = 0


def table(heading: Sequence[Cell], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Lines with a heading above: names on the left, numbers to the right.

    Args:
        heading: of each column; that of the first is a name's.
        rows: a text for each column, on one line.
        width: of the lines, in characters. The columns of the highest rank go until all fits,
            and then the names are shortened.
    """
    widths = [
        max(cells(each) for each in (head.text, *texts))
        for head, texts in zip(heading, zip(*rows, strict=True), strict=True)
    ]
    kept = _kept(heading, widths, width)
    others = sum(widths[column] + len(_GAP) for column in kept[1:])
    widths[0] = min(widths[0], max(_LEAST_NAME, width - others))
    texts = [[head.text for head in heading], *rows]
    return [_line([row[column] for column in kept], [widths[at] for at in kept]) for row in texts]


def _kept(heading: Sequence[Cell], widths: Sequence[int], width: int) -> list[int]:
    kept = list(range(len(heading)))
    name = min(widths[0], _LEAST_NAME * 2)
    while len(kept) > 2:
        needed = name + sum(widths[column] + len(_GAP) for column in kept[1:])
        if needed <= width:
            break
        kept.remove(max(kept[1:], key=lambda column: (heading[column].rank, column)))
    return kept


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *others = row
    name = fitted(name, widths[0])
    aligned = (_padding(text, width) + text for text, width in zip(others, widths[1:], strict=True))
    return _GAP.join((name + _padding(name, widths[0]), *aligned)).rstrip()


def fitted(text: str, width: int) -> str:
    """A text shortened to some cells of a terminal, ending in … where it was cut."""
    length = len(text)
    while cells(text) > width:
        length -= 1
        text = elide(text, length)
    return text


def _padding(text: str, width: int) -> str:
    return " " * (width - cells(text))
