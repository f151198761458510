"""Hints on keys in as many lines as they need, none of them torn apart."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from copilot_tui.ui.key_hints import GAP


class HintLines(Static):
    """Shows hints on keys, and breaks its lines only between two of them."""

    def __init__(self, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes, markup=False)
        self._hints = ""

    def show(self, hints: str) -> None:
        """Show these hints from now on, as `key_hints` puts them together."""
        self._hints = hints
        self._lay_out()

    def on_resize(self) -> None:
        """Break the lines anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        width = self.content_size.width
        self.update(Content(lines_of_hints(self._hints, width) if width else self._hints))


def lines_of_hints(hints: str, width: int) -> str:
    """Hints in lines of at most so many cells; a longer hint has a line of its own."""
    lines: list[str] = []
    for hint in hints.split(GAP):
        if lines and cell_len(lines[-1]) + len(GAP) + cell_len(hint) <= width:
            lines[-1] += GAP + hint
        else:
            lines.append(hint)
    return "\n".join(lines)
