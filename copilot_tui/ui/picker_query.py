"""The line in which one types what is searched for."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from copilot_tui.text import clean

LONGEST_QUERY = 1_000

_LIST_ACTIONS = frozenset({"submit", "home", "end"})


class QueryInput(Input, inherit_bindings=False):
    """An input that leaves enter, home and end to the list below it, and takes clean text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            binding
            for binding in Input.BINDINGS
            if isinstance(binding, Binding) and binding.action not in _LIST_ACTIONS
        ),
        Binding("ctrl+a", "home", "Go to start", id="query.start", show=False),
        Binding("ctrl+e", "end", "Go to end", id="query.end", show=False),
    ]

    def __init__(self, *, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, max_length=LONGEST_QUERY, select_on_focus=False)
        # A blinking cursor repaints twice a second.
        self.cursor_blink = False

    @property
    def is_at_end(self) -> bool:
        """Whether the cursor stands behind what is typed."""
        return self.cursor_position == len(self.value)

    async def on_key(self, event: events.Key) -> None:
        """Run bindings here and now, in the order of the keys.

        Textual runs a binding only when its key has bubbled up to the app; by then the
        characters typed after it would already stand in the text.
        """
        if event.is_printable:
            return
        active = self.screen.active_bindings.get(event.key)
        if active is not None and active.enabled and active.node is not self:
            event.stop()
            event.prevent_default()
            await self.app.run_action(active.binding.action, active.node)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put clean text, without line breaks, in the place of other text."""
        super().replace(" ".join(clean(text).splitlines()).replace("\t", " "), start, end)
