"""The lines above the prompt that show what is sent later than it was written."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from copilot_tui.text import one_line

SHOWN = 3


class QueueLine(Static):
    """Lists the messages that wait for the reply, or are being saved; hidden if there are none."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self.display = False
        self._waiting: Sequence[str] = ()
        self._saving: Sequence[str] = ()

    def show(self, texts: Sequence[str]) -> None:
        """Show these messages, the one that is sent next first, and how to take them back."""
        self._waiting = texts
        self._show()

    def show_saving(self, texts: Sequence[str]) -> None:
        """Show these messages, which were sent and are not on disk yet."""
        if texts or self._saving:
            self._saving = texts
            self._show()

    def _show(self) -> None:
        self.display = bool(self._waiting or self._saving)
        if not self.display:
            return
        lines = _lines("⧗", self._waiting, "sent after this reply; ↑ takes it back")
        lines += _lines("◌", self._saving, "sent as soon as saved")
        self.update(Content("\n".join(lines)))


def _lines(sign: str, texts: Sequence[str], below: str) -> list[str]:
    if not texts:
        return []
    # At the start there are none, and this is met before the first paint.
    from copilot_tui.chat.picture import without_pictures

    lines = [f"{sign} {one_line(without_pictures(text))}" for text in texts[:SHOWN]]
    if len(texts) > SHOWN:
        lines.append(f"  and {len(texts) - SHOWN} more")
    return [*lines, f"  {below}"]
