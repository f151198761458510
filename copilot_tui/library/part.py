"""What all parts of the library have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.library.holding import Holding
from copilot_tui.library.seen import Seen
from copilot_tui.library.unkept import UnkeptDrafts

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.store.thread import StoreThread


class LibraryPart:
    """Asks the store, and waits for neither the network nor the disk on the event loop.

    Every method raises StoreError when the file cannot be read or written.

    Args:
        store: where the conversations are kept.
    """

    def __init__(self, store: StoreThread) -> None:
        self._store = store
        self._drafts = UnkeptDrafts(store)
        self._holding = Holding(store)
        self._turned_to: int | None = None
        self._seen = Seen()
        store.remember(self._seen.known)

    async def get(self, conversation: int) -> Conversation:
        """One conversation as it is now."""
        return await self._store.run(lambda store: store.conversations.get(conversation))
