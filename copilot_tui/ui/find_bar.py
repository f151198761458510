"""The line in which one types what to find in the conversation."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.getters import query_one
from textual.message import Message
from textual.widgets import Input, Static

from copilot_tui.commands import Where
from copilot_tui.text import one_line
from copilot_tui.ui.bindings import bindings
from copilot_tui.ui.line_input import LineInput

LONGEST_NEEDLE = 200


class FindBar(Horizontal):
    """Asks for a needle and tells which hit of how many is seen; hidden until opened.

    It finds nothing by itself: it says what was typed and which keys were pressed.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Where.LIST)

    input = query_one("#find-input", Input)

    @dataclass
    class Changed(Message):
        """Something else is searched for; an empty needle for nothing."""

        needle: str

    @dataclass
    class Moved(Message):
        """The next hit is wanted: 1 for the older one, -1 for the newer one."""

        step: int

    class Closed(Message):
        """The search is done; what was found stays marked."""

    def _fill(self) -> None:
        """Make label, input and count, which the first paint does without."""
        if not self.children:
            self.mount(
                Static("Find", id="find-label"),
                LineInput(id="find-input", compact=True, max_length=LONGEST_NEEDLE),
                Static(id="find-hits", markup=False),
            )

    @property
    def is_open(self) -> bool:
        """Whether it is seen."""
        return self.has_class("-open")

    @property
    def needle(self) -> str:
        """What is typed."""
        return self.input.value

    def open(self, needle: str = "") -> None:
        """Show it and give it the focus.

        Args:
            needle: what to begin with.
        """
        self._fill()
        self.add_class("-open")
        self.input.value = one_line(needle)[:LONGEST_NEEDLE]
        self.screen.set_focus(self.input)  # At once: what is typed next is the needle.
        self.post_message(self.Changed(self.needle))

    def close(self) -> None:
        """Hide it."""
        self.remove_class("-open")
        self.post_message(self.Closed())

    async def hand_over(self) -> str:
        """Hide it, and tell what was typed, down to the key that came last.

        Not to be called from the queue of the input.
        """
        typed = asyncio.Event()
        if self.input.call_later(typed.set):
            await typed.wait()
        self.remove_class("-open")
        return self.needle

    def show_hits(self, current: int, total: int) -> None:
        """Tell which hit is seen, and of how many; nothing while nothing is searched for."""
        if not self.children:
            return  # Marked without it: as what was found in all conversations.
        count = self.query_one("#find-hits", Static)
        count.set_class(not total, "-none")
        found = f"{current}/{total}" if total else "no hits"
        count.update(found if self.needle.strip() else "")

    @on(Input.Changed, "#find-input")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self.post_message(self.Changed(event.value))

    @on(Input.Submitted, "#find-input")
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Go to the next hit, upwards."""
        self.post_message(self.Moved(1))

    def action_cursor_up(self) -> None:
        """Go to the older hit."""
        self.post_message(self.Moved(1))

    def action_cursor_down(self) -> None:
        """Go to the newer hit."""
        self.post_message(self.Moved(-1))

    def action_cursor_first(self) -> None:
        """Go to the beginning of what is typed."""
        self.input.action_home()

    def action_cursor_last(self) -> None:
        """Go to the end of what is typed."""
        self.input.action_end()

    def action_cancel(self) -> None:
        """Stop searching."""
        self.close()
