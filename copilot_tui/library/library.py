"""All conversations, as one object."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from copilot_tui.library.composing import Composing
from copilot_tui.library.counting import Counting
from copilot_tui.library.managing import Managing
from copilot_tui.library.reading import Reading
from copilot_tui.library.revising import Revising
from copilot_tui.library.searching import Searching

if TYPE_CHECKING:
    from copilot_tui.paths import Paths
    from copilot_tui.store.notice import StoreNotice


class Library(Reading, Composing, Revising, Managing, Searching, Counting):
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

    async def trouble(self) -> StoreNotice | None:
        """What has happened to the conversation file; None while all is well."""
        return await self._store.run(lambda store: store.trouble())

    async def back_up(self, paths: Paths) -> None:
        """Keep the copy of today, unless it is there, or nothing is kept at all.

        Args:
            paths: where the conversations and their copies are.
        """
        if not await self._store.run(lambda store: store.is_kept):
            return
        from copilot_tui.store.backup import DailyBackup

        backup = DailyBackup(paths)
        try:
            await asyncio.to_thread(backup.run)
        finally:
            # When the program ends meanwhile, the thread must not hold it up.
            backup.stop()
