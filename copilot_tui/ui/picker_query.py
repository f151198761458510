"""The line in which one types what is searched for."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from copilot_tui.text import clean
from copilot_tui.ui.bindings import bindings_of
from copilot_tui.ui.line_input import LineInput

LONGEST_QUERY = 1_000

_LIST_ACTIONS = frozenset({"submit", "home", "end"})


class QueryInput(LineInput, inherit_bindings=False):
    """An input that leaves enter, home and end to the list below it, and takes clean text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            binding
            for binding in Input.BINDINGS
            if isinstance(binding, Binding) and binding.action not in _LIST_ACTIONS
        ),
        *bindings_of("query.start", "query.end"),
    ]

    def __init__(self, *, placeholder: str = "") -> None:
        super().__init__(placeholder=placeholder, max_length=LONGEST_QUERY, select_on_focus=False)
        # A blinking cursor repaints twice a second.
        self.cursor_blink = False

    @property
    def is_at_end(self) -> bool:
        """Whether the cursor stands behind what is typed."""
        return self.cursor_position == len(self.value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Put clean text, without line breaks, in the place of other text."""
        super().replace(" ".join(clean(text).splitlines()).replace("\t", " "), start, end)
