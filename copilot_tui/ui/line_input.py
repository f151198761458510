"""A line to type in, and keys that work in the order in which they were typed."""

from __future__ import annotations

from textual import events
from textual.widget import Widget
from textual.widgets import Input


async def run_in_order(widget: Widget, event: events.Key) -> None:
    """Run what a key is bound to here and now, unless it is a character to be written.

    Textual (8.2.8) runs a binding, and be it that of backspace, only when its key has bubbled
    up to the app; by then the characters typed after it already stand in the text.

    Args:
        widget: that is written in, and has got the key.
        event: the key.
    """
    if event.is_printable:
        return
    active = widget.screen.active_bindings.get(event.key)
    if active is None or not active.enabled:
        return
    if await widget.app.run_action(active.binding.action, active.node):
        event.stop()
        event.prevent_default()


class LineInput(Input):
    """An input that does what its keys say in their order; see `run_in_order`."""

    async def on_key(self, event: events.Key) -> None:
        """Run what the key is bound to here and now."""
        await run_in_order(self, event)
