"""Small windows that ask or tell something and go away again."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from copilot_tui.text import one_line
from copilot_tui.ui.commands import COMMANDS, Where


class RenameDialog(ModalScreen[str | None]):
    """Asks for another title. Dismissed with the title, or None when nothing is to change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="dialog.cancel", show=False)
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._old_title = title

    def compose(self) -> ComposeResult:
        """A box with one line to type in."""
        with Vertical(classes="dialog"):
            yield Static("Rename conversation", classes="dialog--title")
            yield Input(self._old_title, max_length=200)
            yield Static("enter rename   esc cancel", classes="dialog--hint")

    @on(Input.Submitted)
    def _rename(self, event: Input.Submitted) -> None:
        self.dismiss(one_line(event.value) or None)

    def action_cancel(self) -> None:
        """Leave the title as it is."""
        self.dismiss(None)


class HelpDialog(ModalScreen[None]):
    """Shows every key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark", "close", "Close", id="help.close", show=False)
    ]

    def compose(self) -> ComposeResult:
        """All commands that have a key, under the part of the screen they belong to."""
        with VerticalScroll(classes="dialog -wide"):
            yield Static("Keys", classes="dialog--title")
            for where in Where:
                yield Static(where.value, classes="dialog--group")
                for command in COMMANDS:
                    if command.where is where and command.keys:
                        with Horizontal(classes="dialog--row"):
                            yield Static(command.shown_key, classes="dialog--key")
                            yield Static(command.help, classes="dialog--help")
            yield Static("esc closes this", classes="dialog--hint")

    def on_mount(self) -> None:
        """Let the arrow keys scroll."""
        self.query_one(VerticalScroll).focus()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
