"""A question that is answered with yes or no."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static


class ConfirmDialog(ModalScreen[bool]):
    """Asks whether to go on. Dismissed with the answer.

    Enter is no answer: it may be on its way already when the question comes up.

    Args:
        question: one short sentence.
        explanation: what speaks for or against it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes", show=False),
        Binding("n,escape", "answer(False)", "No", id="confirm.no", show=False),
    ]

    def __init__(self, question: str, explanation: str) -> None:
        super().__init__()
        self._question = question
        self._explanation = explanation

    def compose(self) -> ComposeResult:
        """A box with the question and the keys that answer it."""
        with Vertical(classes="dialog"):
            yield Static(self._question, classes="dialog--title", markup=False)
            yield Static(self._explanation, markup=False)
            yield Static("y yes   n no", classes="dialog--hint", markup=False)

    def action_answer(self, answer: bool) -> None:
        """Go back with the answer."""
        self.dismiss(answer)
