"""A small window that asks where a file is to be written."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from copilot_tui.ui.bindings import bindings_of
from copilot_tui.ui.line_input import LineInput


class PathDialog(ModalScreen[str | None]):
    """Asks for a path. Dismissed with what was typed, or None when nothing is to be written.

    Args:
        title: what is to be written.
        path: what stands there to begin with.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("list.cancel")

    def __init__(self, title: str, path: str) -> None:
        super().__init__()
        self._title = title
        self._path = path

    def compose(self) -> ComposeResult:
        """A box with one line to type in."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog--title", markup=False)
            yield LineInput(self._path, max_length=4096)
            yield Static("enter save   esc cancel", classes="dialog--hint")

    @on(Input.Submitted)
    def _save(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip() or None)

    def action_cancel(self) -> None:
        """Write nothing."""
        self.dismiss(None)
