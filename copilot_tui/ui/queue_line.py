"""The lines above the prompt that show what waits to be sent."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from copilot_tui.text import one_line

SHOWN = 3


class QueueLine(Static):
    """Lists the messages that wait for the reply, and how to take them back; hidden if none."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self.display = False

    def show(self, texts: Sequence[str]) -> None:
        """Show these messages, the one that is sent next first."""
        self.display = bool(texts)
        if not texts:
            return
        # At the start there are none, and this is met before the first paint.
        from copilot_tui.chat.picture import without_pictures

        lines = [f"⧗ {one_line(without_pictures(text))}" for text in texts[:SHOWN]]
        if len(texts) > SHOWN:
            lines.append(f"  and {len(texts) - SHOWN} more")
        lines.append("  sent after this reply; ↑ takes it back")
        self.update(Content("\n".join(lines)))
