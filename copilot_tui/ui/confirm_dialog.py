"""A question that is answered with yes or no."""

from __future__ import annotations

from time import monotonic
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
from copilot_tui.ui.keys_in_order import writes

SEEN_SECONDS = 0.3
"""How long a question must have been there before a letter can be meant for it."""


class ConfirmDialog(ModalScreen[bool]):
    """Asks whether to go on. Dismissed with the answer.

    Enter is no answer: it may be on its way already when the question comes up. Of every key
    that is none it is said. Where it comes by itself, so may be a letter that was typed for
    what was there before, and gets it afterwards: the keys are shown as soon as they answer.

    Args:
        question: one short sentence.
        explanation: what speaks for or against it.
        by_itself: whether no key has asked for it just now, but the end of long work.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings_of("confirm.yes", "confirm.no")

    def __init__(self, question: str, explanation: str, *, by_itself: bool = False) -> None:
        super().__init__()
        self._by_itself = by_itself
        self._answered_from: float | None = None
        self._early: list[events.Key] = []
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
        """Let the keys answer, once they can be meant for this."""
        if self._by_itself:
            # The time begins when the question can be seen.
            self.call_after_refresh(self.set_timer, SEEN_SECONDS, self._let_keys_answer)
        else:
            self._let_keys_answer()

    def _let_keys_answer(self) -> None:
        self._answered_from = monotonic()
        words = (("confirm.yes", "yes"), ("confirm.no", "no"))
        hint = key_hints(self.active_bindings, words)
        self.query_one("#confirm-hint", Static).update(Content(hint))

    @on(events.Key)
    def _say_what_answers(self, event: events.Key) -> None:
        """Say that a key is no answer; put one aside that was typed too early to be one."""
        begin = self._answered_from
        if self._by_itself and writes(event) and (begin is None or event.time < begin):
            event.stop()
            self._early.append(event)
            return
        active = self.active_bindings.get(event.key)
        if active is None or active.node is not self:
            told = self.query_one("#confirm-told", Static)
            told.update("Only these keys answer:")
            told.display = True

    def action_answer(self, answer: bool) -> None:
        """Go back with the answer, and with what was typed for what was there before."""
        self.dismiss(answer)
        for event in self._early:
            self.app.post_message(events.Key(event.key, event.character))
