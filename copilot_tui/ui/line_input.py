"""A line to type in."""

from __future__ import annotations

from textual import events
from textual.widgets import Input


class LineInput(Input):
    """An input that does what its keys say in the order in which they were typed.

    Textual (8.2.8) runs a binding, and be it that of backspace, only when its key has bubbled
    up to the app; by then the characters typed after it already stand in the text.
    """

    async def on_key(self, event: events.Key) -> None:
        """Run what the key is bound to here and now."""
        if event.is_printable:
            return
        active = self.screen.active_bindings.get(event.key)
        if active is None or not active.enabled:
            return
        if await self.app.run_action(active.binding.action, active.node):
            event.stop()
            event.prevent_default()
