"""Code on its ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from copilot_tui.chat.highlight import LineHighlighter
from copilot_tui.ui.render.formula import formula_rows
from copilot_tui.ui.render.line import Row, Span
from copilot_tui.ui.render.wrap import chop

if TYPE_CHECKING:
    from rich.style import Style

    from copilot_tui.chat.line_lexer import Tokens, TokenType
    from copilot_tui.ui.render.palette import Palette

TAB_STOP = 4
MATH = "math"
NO_LANGUAGE = "code"
COPY_SIGN = "⧉"
UNKNOWN = 0
"""The number of code while it is not known how much comes before it."""


class CodePainter:
    """Draws the lines of one piece of code in order.

    Args:
        language: as the fence names it; may be empty.
        width: cells of each row, the padding of one cell on both sides included.
        palette: the styles.

    Attributes:
        columns: cells of each row for the code itself.
    """

    def __init__(self, language: str, width: int, palette: Palette) -> None:
        self._highlighter = LineHighlighter(language)
        self.columns = max(width - 2, 2)
        self._width = width
        self._palette = palette
        self._styles: dict[TokenType, Style] = {}

    def next_line(self, line: str) -> list[Row]:
        """Draw the next line, given without its newline."""
        return self._rows(self._highlighter.next_line(line + "\n"))

    def preview(self, line: str) -> list[Row]:
        """Draw a line that is not finished yet."""
        return self._rows(self._highlighter.preview(line + "\n"))

    def _rows(self, tokens: Tokens) -> list[Row]:
        spans: list[Span] = []
        column = 0
        for token, text in tokens:
            shown = text.rstrip("\n")
            if "\t" in shown:
                shown = _expanded(shown, column)
            column += len(shown)
            style = self._styles.get(token)
            if style is None:
                style = self._palette.code + self._palette.syntax_style(token)
                self._styles[token] = style
            if spans and spans[-1].style is style:
                spans[-1] = Span(spans[-1].text + shown, style)
            elif shown:
                spans.append(Span(shown, style))
        rows = chop(spans, self.columns) if spans else [Row()]
        for row in rows:
            pad(row, self._width, self._palette.code)
        return rows


def label_row(language: str, number: int | None, width: int, palette: Palette) -> Row:
    """The row above code: its language, and the number that it is copied by."""
    style = palette.code + palette.code_label
    sign = ""
    if number is not None:
        sign = f"{COPY_SIGN} " if number == UNKNOWN else f"{COPY_SIGN} {number} "
    room = max(width - len(sign) - 1, 0)
    name = f" {language or NO_LANGUAGE}"[:room]
    text = name + " " * (width - cell_len(name) - len(sign)) + sign
    return Row([Span(text, style)], indent=len(text), padding=0)


def code_rows(
    code: str, language: str, width: int, palette: Palette, number: int | None = None
) -> list[Row]:
    """Draw a whole piece of code with its label; one whose language is math as a formula."""
    rows = [label_row(language, number, width, palette)]
    if language == MATH:
        formula = formula_rows(code, max(width - 2, 2), palette.code + palette.math)
        if formula is not None:
            for row in formula:
                pad(row, width, palette.code)
            return rows + formula
    painter = CodePainter(language, width, palette)
    for line in code.removesuffix("\n").split("\n"):
        rows += painter.next_line(line)
    return rows


def pad(row: Row, width: int, ground: Style) -> None:
    """Put one cell before the row's text, and fill the ground after it."""
    spare = max(width - 1 - row.cells, 0)
    row.spans.insert(0, Span(" ", ground))
    row.indent += 1
    if spare:
        row.spans.append(Span(" " * spare, ground))
        row.padding += spare


def _expanded(text: str, column: int) -> str:
    parts: list[str] = []
    for character in text:
        shown = " " * (TAB_STOP - column % TAB_STOP) if character == "\t" else character
        parts.append(shown)
        column += len(shown)
    return "".join(parts)
