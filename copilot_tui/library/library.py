"""All conversations, as one object."""

from __future__ import annotations

from copilot_tui.library.composing import Composing
from copilot_tui.library.managing import Managing
from copilot_tui.library.reading import Reading
from copilot_tui.library.revising import Revising
from copilot_tui.library.searching import Searching


class Library(Reading, Composing, Revising, Managing, Searching):
    """All conversations. Nothing here waits for the network, or holds the event loop.

    Every method raises StoreError when the file cannot be read or written.

    Args:
        store: where they are kept.
    """

    async def changed_elsewhere(self) -> bool:
        """Whether another copy of the app has written since the last call."""
        return await self._store.run(lambda store: store.changed_elsewhere())
