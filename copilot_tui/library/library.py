"""All conversations, as one object."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreDamaged, StoreError
from copilot_tui.library.composing import Composing
from copilot_tui.library.counting import Counting
from copilot_tui.library.managing import Managing
from copilot_tui.library.picturing import Picturing
from copilot_tui.library.reading import Reading
from copilot_tui.library.revising import Revising
from copilot_tui.library.searching import Searching
from copilot_tui.library.transferring import Transferring
from copilot_tui.store.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.paths import Paths
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.thread import StoreThread


class Library(Reading, Composing, Revising, Managing, Searching, Picturing, Transferring, Counting):
    """All conversations. Nothing here waits for the network, or holds the event loop.

    Every method raises StoreError when the file cannot be read or written.

    Args:
        store: where they are kept.
    """

    def __init__(self, store: StoreThread) -> None:
        super().__init__(store)
        self._was_exchanged = False
        self._indexing: asyncio.Task[None] | None = None
        store.when_exchanged(self._note_exchange)

    def _note_exchange(self) -> None:
        self._was_exchanged = True

    async def recover(self) -> bool:
        """Mend what copies of the app that have died since then left behind.

        Returns:
            Whether there was anything.
        """
        return await self._store.run(lambda store: store.recover() > 0)

    def when_told(self, listener: Callable[[], object]) -> None:
        """See `StoreThread.when_told`."""
        self._store.when_told(listener)

    async def changed_elsewhere(self) -> Changes:
        """What is different from the last call, but for what was asked here.

        Another copy of the app has written, or the conversations are in another file now.
        """
        exchanged, self._was_exchanged = self._was_exchanged, False
        if exchanged:
            self._index_behind()
        changes = await self._store.run(lambda store: store.changed_elsewhere())
        return changes | Changes(is_any=exchanged)

    def _index_behind(self) -> None:
        """Make everything findable in the new store, while others look at what it has."""
        if self._indexing is not None:
            # It may have come to the end of the one before.
            self._indexing.cancel()
        self._indexing = asyncio.create_task(self._try_to_index())

    async def _try_to_index(self) -> None:
        # Whoever reads or writes next is told what is wrong with the store.
        with suppress(StoreError):
            await self.complete_index()

    async def trouble(self) -> StoreNotice | None:
        """What has happened to the conversation file; None while all is well.

        Damage is mended by asking, if it can be.
        """
        try:
            return await self._store.run(lambda store: store.trouble())
        except StoreDamaged:
            from copilot_tui.store.watching import DAMAGED

            return DAMAGED

    async def go_back(self) -> None:
        """Keep what is only in memory in the conversation file, if that can be opened now."""
        await self._store.go_back()

    async def back_up(self, paths: Paths) -> None:
        """Keep the copy of today, unless it is there, or nothing is kept in a file.

        Args:
            paths: where the conversations and their copies are.
        """
        if not await self._store.run(lambda store: store.has_file):
            return
        from copilot_tui.store.backup import DailyBackup

        backup = DailyBackup(paths)
        try:
            await asyncio.to_thread(backup.run)
        finally:
            # When the program ends meanwhile, the thread must not hold it up.
            backup.stop()
