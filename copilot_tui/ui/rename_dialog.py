"""A small window that asks for a title."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from copilot_tui.text import one_line
from copilot_tui.ui.bindings import bindings_of
from copilot_tui.ui.line_input import LineInput


class RenameDialog(ModalScreen[str | None]):
    """Asks for another title. Dismissed with the title, or None when nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("list.cancel")

    def __init__(self, title: str) -> None:
        super().__init__()
        self._old_title = title

    def compose(self) -> ComposeResult:
        """A box with one line to type in."""
        with Vertical(classes="dialog"):
            yield Static("Rename conversation", classes="dialog--title")
            yield LineInput(self._old_title, max_length=200)
            yield Static("enter rename   esc cancel", classes="dialog--hint")

    @on(Input.Submitted)
    def _rename(self, event: Input.Submitted) -> None:
        self.dismiss(one_line(event.value) or None)

    def action_cancel(self) -> None:
        """Leave the title as it is."""
        self.dismiss(None)
