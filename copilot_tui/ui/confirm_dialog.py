"""A question that is answered with yes or no."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from copilot_tui.ui.bindings import bindings_of
from copilot_tui.ui.key_hints import key_hints


class ConfirmDialog(ModalScreen[bool]):
    """Asks whether to go on. Dismissed with the answer.

    Enter is no answer: it may be on its way already when the question comes up. Of every key
    that is none it is said.

    Args:
        question: one short sentence.
        explanation: what speaks for or against it.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("confirm.yes", "confirm.no")

    def __init__(self, question: str, explanation: str) -> None:
        super().__init__()
        self._question = question
        self._explanation = explanation

    def compose(self) -> ComposeResult:
        """A box with the question and the keys that answer it."""
        with Vertical(classes="dialog"):
            yield Static(self._question, classes="dialog--title", markup=False)
            yield Static(self._explanation, markup=False)
            told = Static(id="confirm-told", markup=False)
            told.display = False
            yield told
            yield Static(id="confirm-hint", classes="dialog--hint", markup=False)

    def on_mount(self) -> None:
        """Show the keys."""
        words = (("confirm.yes", "yes"), ("confirm.no", "no"))
        hint = key_hints(self.active_bindings, words)
        self.query_one("#confirm-hint", Static).update(Content(hint))

    @on(events.Key)
    def _say_what_answers(self, event: events.Key) -> None:
        """Say that a key is no answer."""
        active = self.active_bindings.get(event.key)
        if active is None or active.node is not self:
            told = self.query_one("#confirm-told", Static)
            told.update("Only these keys answer:")
            told.display = True

    def action_answer(self, answer: bool) -> None:
        """Go back with the answer."""
        self.dismiss(answer)
