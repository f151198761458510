"""How many cells of the screen a picture takes."""

from __future__ import annotations

from typing import NamedTuple

MOST_ROWS = 20
"""Lines of a picture, so that there is room for the text around it."""


class CellSize(NamedTuple):
    """The pixels of one cell of the screen."""

    width: int
    height: int


USUAL_CELL = CellSize(8, 16)
"""Where the terminal does not tell; nearly all fonts for terminals are twice as high as wide."""


def picture_cells(size: tuple[int, int], columns: int, cell: CellSize) -> tuple[int, int]:
    """Columns and rows of a picture: as it is if there is room, else smaller, never larger.

    Args:
        size: its width and height in pixels.
        columns: as many as there are for it, at least one.
        cell: of the terminal.
    """
    width, height = max(1, size[0]), max(1, size[1])
    shrunk = min(1.0, columns * cell.width / width, MOST_ROWS * cell.height / height)
    return (
        min(columns, max(1, round(width * shrunk / cell.width))),
        min(MOST_ROWS, max(1, round(height * shrunk / cell.height))),
    )
