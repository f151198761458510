"""The line above the prompt that says why another model answers, and what to do."""

from __future__ import annotations

from textual.widgets import Static

from copilot_tui.paths import with_shown_paths


class Notice(Static):
    """Says something in full, or briefly where messages need the room; hidden without words."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._full = ""
        self._brief = ""
        self._is_brief = False

    def say(self, full: str, brief: str) -> None:
        """Say this from now on; two empty texts hide the line."""
        self._full, self._brief = full, brief
        self._show()

    def shorten(self, is_brief: bool) -> None:
        """Say the brief text, or the full one."""
        if is_brief != self._is_brief:
            self._is_brief = is_brief
            self._show()

    def _show(self) -> None:
        text = with_shown_paths(self._brief if self._is_brief else self._full)
        self.update(text)
        self.display = bool(text)
