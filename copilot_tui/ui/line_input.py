"""A line to type in."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from copilot_tui.ui.keys_in_order import run_in_order


class LineInput(Input):
    """An input that does what its keys say in the order in which they were typed."""

    async def on_key(self, event: events.Key) -> None:
        """Run what the key is bound to here and now."""
        await run_in_order(self, event)
