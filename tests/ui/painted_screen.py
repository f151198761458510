"""What a terminal would show of an app that runs without one."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.screen import Screen

_WRITTEN = re.compile(
    r"\x1b\[(?P<row>\d+);(?P<column>\d+)H|\x1b\[(?P<style>[\d;]*)m"
    r"|\x1b\]8;[^\x1b\x07]*\x1b\\|\n|(?P<text>[^\x00-\x1f\x7f-\x9f]+)|(?P<foreign>.)"
)


class PaintedScreen:
    """Takes every update that the app would write, so that what it forgets to paint is missing.

    Args:
        app: not yet running.

    Attributes:
        foreign: control characters that were written outside of the sequences for places,
            styles and links, which are the only ones that Textual writes with an update.
    """

    def __init__(self, app: App[None]) -> None:
        self.foreign = ""
        self._app = app
        self._size = (0, 0)
        self._texts: list[list[str]] = []
        self._styles: list[list[str]] = []
        self._display = app._display
        app._display = self._paint  # type: ignore[method-assign]

    @property
    def rows(self) -> list[str]:
        """The lines as they stand there, each as wide as the screen."""
        return ["".join(cells) for cells in self._texts]

    def style(self, x: int, y: int) -> str:
        """The parameters of the SGR sequence that a cell was written with."""
        return self._styles[y][x]

    def _paint(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if self._size != self._app.size:
            self._size = columns, lines = self._app.size
            self._texts = [[" "] * columns for _ in range(lines)]
            self._styles = [[""] * columns for _ in range(lines)]
        if self._app._batch_count == 0:
            self._take(renderable)
        self._display(screen, renderable)

    def _take(self, update: object) -> None:
        if not isinstance(update, CompositorUpdate):
            return
        x = y = 0
        style = ""
        for piece in _WRITTEN.finditer(update.render_segments(self._app.console)):
            if piece["row"]:
                x, y = int(piece["column"]) - 1, int(piece["row"]) - 1
            elif piece["style"] is not None:
                style = piece["style"]
            elif piece["text"]:
                x = self._put(x, y, piece["text"], style)
            self.foreign += piece["foreign"] or ""

    def _put(self, x: int, y: int, text: str, style: str) -> int:
        columns, lines = self._size
        if text.isascii() and y < lines and x + len(text) <= columns:
            end = x + len(text)
            self._texts[y][x:end] = text
            self._styles[y][x:end] = [style] * len(text)
            return end
        for character in text:
            width = cell_len(character)
            if y >= lines or x + width > columns:
                break  # Drawn for the size before; a terminal would not show it either.
            if width == 0:
                self._texts[y][x - 1] += character
                continue
            self._texts[y][x : x + width] = [character, *[""] * (width - 1)]
            self._styles[y][x : x + width] = [style] * width
            x += width
        return x
