"""A fence that is drawn while it grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style

from copilot_tui.chat.blocks import dedent
from copilot_tui.ui.render.code import CodePainter, label_row
from copilot_tui.ui.render.line import Line, Row, Span, lines_from, prefixed
from copilot_tui.ui.render.marker import outer_indent

if TYPE_CHECKING:
    from copilot_tui.chat.blocks import Block
    from copilot_tui.ui.render.palette import Palette


PIECE = 8_000
"""Characters of a line of code that are drawn at once; the rest of it waits no longer."""


class FenceRenderer:
    """Draws one fence; a line of code that is finished is drawn once and never again.

    Args:
        width: cells of each line.
        palette: the styles.
        code_number: the number that the code is copied by.
    """

    def __init__(self, width: int, palette: Palette, code_number: int | None) -> None:
        self._width = width
        self._palette = palette
        self._number = code_number
        self._drawn = ""
        self._read = 0
        self._painter: CodePainter | None = None
        self._lines: list[Line] = []
        self._finished = 0
        self._inside_line = False
        self._piece = PIECE

    def goes_on_with(self, block: Block, code_number: int | None) -> bool:
        """Whether `block` is the one drawn last, with at most more text at its end."""
        return self._number == code_number and block.source.startswith(self._drawn)

    def draw(self, block: Block) -> tuple[list[Line], int]:
        """Draw what the block has become.

        Returns:
            Its lines, and how many of them, from the first on, are as they were before.
        """
        same = self._finished
        source = block.source
        del self._lines[self._finished :]
        if self._painter is None:
            same = 0
            self._lines = self._label(block)
            self._begin_code(block)
        if self._painter is not None:
            self._draw_code(self._painter, block, _code_end(block))
        self._drawn = source
        return list(self._lines), same

    def _begin_code(self, block: Block) -> None:
        end_of_first_line = block.source.find("\n")
        if end_of_first_line < 0:
            return
        columns = self._width - outer_indent(block.ordinals, self._width)
        self._painter = CodePainter(block.language, columns, self._palette)
        self._piece = PIECE // self._painter.columns * self._painter.columns
        self._read = end_of_first_line + 1
        self._finished = len(self._lines)

    def _draw_code(self, painter: CodePainter, block: Block, code_end: int) -> None:
        source = block.source
        while (end := self._end_of_piece(source, code_end)) > self._read:
            piece = source[self._read : end]
            rows = painter.next_line(self._dedented(piece.removesuffix("\n"), block))
            self._inside_line = not piece.endswith("\n")
            if self._inside_line:
                rows[-1].joiner = ""
            self._lines += self._finish(rows, block)
            self._read = end
        self._finished = len(self._lines)
        rest = source[self._read : code_end]
        if rest and (self._inside_line or not _may_close(rest, block)):
            rows = painter.preview(self._dedented(rest, block))
            self._lines += self._finish(rows, block)

    def _end_of_piece(self, source: str, code_end: int) -> int:
        """Where the next line ends, or the next piece of a long one; else where this began."""
        limit = self._read + self._piece
        newline = source.find("\n", self._read, min(code_end, limit + 1))
        if newline >= 0:
            return newline + 1
        return limit if limit < code_end else self._read

    def _dedented(self, text: str, block: Block) -> str:
        return text if self._inside_line else dedent(text, block.indent)

    def _label(self, block: Block) -> list[Line]:
        columns = self._width - outer_indent(block.ordinals, self._width)
        row = label_row(block.language, self._number, columns, self._palette)
        return self._finish([row], block)

    def _finish(self, rows: list[Row], block: Block) -> list[Line]:
        columns = outer_indent(block.ordinals, self._width)
        if columns:
            blank = Span(" " * columns, Style())
            prefixed(rows, blank, blank)
        return lines_from(rows, self._width)


def _code_end(block: Block) -> int:
    """Where the code ends in the block's source, before the closing line if there is one."""
    if not block.closed:
        return len(block.source)
    return block.source.rstrip("\n \t").rfind("\n") + 1


def _may_close(line: str, block: Block) -> bool:
    """Whether an unfinished line may become the closing one, and is better not drawn yet."""
    mark = block.source.lstrip(" \t")[:1]
    return not line.strip(f" \t{mark}") and mark in line
