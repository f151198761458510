"""The lines above the prompt that show what is sent later than it was written."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from copilot_tui.text import one_line

SHOWN = 3


class QueueLine(Static):
    """Lists the messages that wait for the reply, and one that is being saved; hidden if none."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self.display = False
        self._waiting: Sequence[str] = ()
        self._saving = ""

    def show(self, texts: Sequence[str]) -> None:
        """Show these messages, the one that is sent next first, and how to take them back."""
        self._waiting = texts
        self._show()

    def show_saving(self, text: str) -> None:
        """Show a message that was sent and is not on disk yet; an empty one ends it."""
        self._saving = text
        self._show()

    def _show(self) -> None:
        self.display = bool(self._waiting or self._saving)
        if not self.display:
            return
        lines = [_line("⧗", text) for text in self._waiting[:SHOWN]]
        if len(self._waiting) > SHOWN:
            lines.append(f"  and {len(self._waiting) - SHOWN} more")
        if self._waiting:
            lines.append("  sent after this reply; ↑ takes it back")
        if self._saving:
            lines += [_line("◌", self._saving), "  sent as soon as it is saved"]
        self.update(Content("\n".join(lines)))


def _line(sign: str, text: str) -> str:
    # At the start there are none, and this is met before the first paint.
    from copilot_tui.chat.picture import without_pictures

    return f"{sign} {one_line(without_pictures(text))}"
