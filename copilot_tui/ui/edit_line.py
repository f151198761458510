"""The line above the prompt while an earlier message is edited."""

from __future__ import annotations

from textual.widgets import Static

TEXT = "✎ Editing an earlier message. enter sends it as another version, esc leaves it."


class EditLine(Static):
    """Says that the prompt holds an earlier message; hidden unless it does."""

    def __init__(self, *, id: str) -> None:
        super().__init__(TEXT, id=id, markup=False)
        self.display = False
