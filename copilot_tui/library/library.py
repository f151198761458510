"""All conversations, as one object."""

from __future__ import annotations

from collections.abc import Callable

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

    async def recover(self, is_alive: Callable[[str], bool]) -> bool:
        """Mend what copies of the app that have died since then left behind.

        Args:
            is_alive: tells whether the running copy of that id still runs.

        Returns:
            Whether there was anything.
        """
        return await self._store.run(lambda store: store.recover(is_alive) > 0)

    async def changed_elsewhere(self) -> bool:
        """Whether another copy of the app has written since the last call."""
        return await self._store.run(lambda store: store.changed_elsewhere())
