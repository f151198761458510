"""Matrices, cases and aligned equations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.chat.latex.atom import Atom, Kind, box
from copilot_tui.chat.latex.box import Box, bracketed, grid
from copilot_tui.chat.latex.unreadable import Unreadable

if TYPE_CHECKING:
    from copilot_tui.chat.latex.reader import Reader

Rows: TypeAlias = list[list[list[Atom]]]
"""The cells of each row."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """How an environment is drawn.

    Attributes:
        sides: see `box.grid`.
        gaps: see `box.grid`.
        opening: the bracket on its left, if it has one.
        closing: the bracket on its right, if it has one.
        takes_columns: whether an argument says how the columns are aligned.
    """

    sides: str
    gaps: tuple[int, ...]
    opening: str = ""
    closing: str = ""
    takes_columns: bool = False


_EQUATIONS = _Layout("rl", (1, 3))
_LAYOUTS = {
    "matrix": _Layout("c", (2,)),
    "smallmatrix": _Layout("c", (2,)),
    "pmatrix": _Layout("c", (2,), "(", ")"),
    "bmatrix": _Layout("c", (2,), "[", "]"),
    "Bmatrix": _Layout("c", (2,), "{", "}"),
    "vmatrix": _Layout("c", (2,), "|", "|"),
    "Vmatrix": _Layout("c", (2,), "‖", "‖"),
    "cases": _Layout("l", (2,), "{"),
    "rcases": _Layout("l", (2,), "", "}"),
    "array": _Layout("c", (2,), takes_columns=True),
    **dict.fromkeys(("gather", "gathered", "multline"), _Layout("c", (2,))),
    **dict.fromkeys(("equation", "align", "aligned", "split", "eqnarray"), _EQUATIONS),
    **dict.fromkeys(("alignat", "alignedat"), _Layout("rl", (1, 3), takes_columns=True)),
}


def read_environment(reader: Reader, _name: str) -> list[Atom]:
    """Read the rest of an environment, from its name to the name after its end.

    Raises:
        Unreadable: it is not known, or not ended.
    """
    name = reader.raw()
    layout = _LAYOUTS.get(name.removesuffix("*"))
    if layout is None:
        raise Unreadable
    columns = reader.raw() if layout.takes_columns else ""
    sides = "".join(letter for letter in columns if letter in "lcr") or layout.sides
    with reader.nested():
        rows = reader.rows("\\end")
    reader.take()
    if reader.raw() != name:
        raise Unreadable
    return [_table(reader, rows, layout, sides)]


def equations(rows: Rows) -> Box:
    """Draw rows below each other, aligned as in the environment `aligned`."""
    return _grid(rows, _EQUATIONS, _EQUATIONS.sides)


def rows_line(reader: Reader, rows: Rows) -> str:
    """Draw rows after each other."""
    lines = (" ".join(filter(None, (reader.draw(cell).strip() for cell in row))) for row in rows)
    return "; ".join(filter(None, lines))


def _table(reader: Reader, rows: Rows, layout: _Layout, sides: str) -> Atom:
    opening = layout.opening
    text = f"{opening}{rows_line(reader, rows)}{layout.closing}"
    tall = bracketed(opening, _grid(rows, layout, sides), layout.closing)
    return Atom(Kind.ORDINARY, text, box=tall, compound=not opening)


def _grid(rows: Rows, layout: _Layout, sides: str) -> Box:
    """Put cells in columns."""
    aligned = sides == _EQUATIONS.sides
    boxes = [
        [
            _right_side(cell) if aligned and column % 2 else box(cell)
            for column, cell in enumerate(row)
        ]
        for row in rows
    ]
    return grid(boxes, sides, layout.gaps)


def _right_side(cell: list[Atom]) -> Box:
    """Draw a cell whose first operator has the cell before it as its other operand."""
    drawn = box([Atom(Kind.ORDINARY, ""), *cell])
    if cell and cell[0].kind in (Kind.BINARY, Kind.RELATION):
        return Box(tuple(row[1:] for row in drawn.rows), drawn.baseline)
    return drawn
