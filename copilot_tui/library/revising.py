"""Removing messages, with undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.library.part import LibraryPart

if TYPE_CHECKING:
    from copilot_tui.store.removal import Removed


class Revising(LibraryPart):
    """What is taken out of a conversation and put back."""

    async def remove_message(self, message: int) -> Removed:
        """Take one message out; what follows it stays. Returns what `undo_remove` wants."""
        return await self._store.run(lambda store: store.messages.remove(message))

    async def delete_rest(self, message: int) -> Removed:
        """Take a message and all that follows it out. Returns what `undo_remove` wants."""
        return await self._store.run(lambda store: store.messages.delete(message))

    async def undo_remove(self, removed: Removed) -> None:
        """Put back what was taken out by either; the last one first."""
        await self._store.run(lambda store: store.messages.undo(removed))
