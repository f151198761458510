"""The list of conversations, and what is set for each."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from copilot_tui.library.only_there import check_here
from copilot_tui.library.part import LibraryPart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copilot_tui.chat.answerer import Answerer
    from copilot_tui.chat.conversation import Conversation
    from copilot_tui.library.titles import Titles
    from copilot_tui.store.conversations import Conversations
    from copilot_tui.store.entry import Entries
    from copilot_tui.store.store import Store

PAGE = 200
"""How many sidebar entries are read at once."""

TRASH_SECONDS = 30 * 86_400.0
"""How long a deleted conversation can be brought back."""

UNUSED_SECONDS = 86_400
"""So long a picture stays that nothing shows: what was typed may come back by undo."""


class Managing(LibraryPart):
    """Conversations as entries of the sidebar, the switcher and the trash."""

    async def page(self, after: Conversation | None = None) -> list[Conversation]:
        """The newest conversations, or those that come after one."""
        return await self._store.run(
            lambda store: store.conversations.page(limit=PAGE, after=after)
        )

    async def running_elsewhere(self) -> frozenset[int]:
        """See `Conversations.running_elsewhere`."""
        return await self._store.run(lambda store: store.conversations.running_elsewhere())

    async def entries(self) -> Entries:
        """All conversations in short, most recently opened first."""
        return await self._store.run(lambda store: store.conversations.entries())

    async def titles(self) -> Titles:
        """What conversations are found by."""
        from copilot_tui.library.titles import Titles

        return await Titles.of(await self.entries())

    async def by_ids(self, conversations: Sequence[int]) -> list[Conversation]:
        """These conversations, in this order, without those that are gone or in the trash."""
        return await self._store.run(lambda store: store.conversations.by_ids(conversations))

    async def recent(self, limit: int) -> list[Conversation]:
        """The conversations that were opened last, most recent first."""
        return await self._store.run(lambda store: store.conversations.recent(limit=limit))

    async def recently_used(self, limit: int) -> list[Answerer]:
        """Who answered or was chosen last, most recent first, each once."""
        return await self._store.run(lambda store: store.conversations.recently_used(limit=limit))

    async def rename(self, conversation: int, title: str) -> Conversation:
        """Give a conversation another title."""
        return await self._change(conversation, lambda table: table.rename(conversation, title))

    async def set_pinned(self, conversation: int, *, pinned: bool) -> Conversation:
        """Keep a conversation on top of the list, or no longer."""
        return await self._change(
            conversation, lambda table: table.set_pinned(conversation, pinned=pinned)
        )

    async def choose(self, conversation: int, answerer: Answerer) -> Conversation:
        """Choose who answers in a conversation from now on."""
        return await self._change(
            conversation,
            lambda table: table.choose(
                conversation,
                profile=answerer.profile,
                provider=answerer.provider,
                model=answerer.model,
            ),
        )

    async def set_system_prompt(self, conversation: int, system_prompt: str) -> Conversation:
        """Set what is sent before everything else; may be empty."""
        return await self._change(
            conversation, lambda table: table.set_system_prompt(conversation, system_prompt)
        )

    async def set_parameters(self, conversation: int, parameters: str) -> Conversation:
        """Set the sampling parameters, as JSON text."""
        return await self._change(
            conversation, lambda table: table.set_parameters(conversation, parameters)
        )

    async def duplicate(self, conversation: int, *, title: str) -> Conversation:
        """Copy a conversation with all branches. `complete_index` makes the copy findable."""

        def duplicate(store: Store) -> Conversation:
            check_here(store, conversation)
            return store.conversations.duplicate(conversation, title=title)

        return await self._store.run(duplicate)

    async def delete(self, conversation: int) -> None:
        """Put a conversation into the trash."""
        await self._store.run(lambda store: store.conversations.delete(conversation))

    async def restore(self, conversation: int) -> Conversation:
        """Take a conversation out of the trash."""
        return await self._change(conversation, lambda table: table.restore(conversation))

    async def restore_last(self) -> Conversation | None:
        """Take out of the trash what was put there last; None when the trash is empty."""

        def restore(store: Store) -> Conversation | None:
            last = store.conversations.last_deleted()
            if last is None:
                return None
            store.conversations.restore(last.id)
            return store.conversations.get(last.id)

        return await self._store.run(restore)

    async def bring_back(self, conversation: int) -> Conversation | None:
        """Take a conversation out of the trash; None where it is not in there."""

        def restore(store: Store) -> Conversation | None:
            if store.conversations.get(conversation).deleted_at is None:
                return None
            store.conversations.restore(conversation)
            return store.conversations.get(conversation)

        return await self._store.run(restore)

    async def mark(self, conversation: int, *, unread: bool) -> None:
        """Remember whether a reply ended unseen."""
        await self._store.run(
            lambda store: store.conversations.set_unread(conversation, unread=unread)
        )

    async def empty_trash(self) -> int:
        """Forget for good what was deleted long ago, one by one, and count it.

        Pictures that nothing shows any more go, too.
        """
        before = time.time() - TRASH_SECONDS
        removed = 0
        while await self._store.run(lambda store: _remove_one(store, before)):
            removed += 1
        unused = time.time() - UNUSED_SECONDS
        await self._store.run(lambda store: _remove_pictures(store, unused))
        return removed

    async def _change(
        self, conversation: int, change: Callable[[Conversations], None]
    ) -> Conversation:
        def change_and_get(store: Store) -> Conversation:
            change(store.conversations)
            return store.conversations.get(conversation)

        return await self._store.run(change_and_get)


def _remove_one(store: Store, older_than: float) -> int:
    trash = store.conversations
    return store.if_writable(lambda: trash.empty_trash(older_than=older_than, limit=1))


def _remove_pictures(store: Store, older_than: float) -> int:
    return store.if_writable(lambda: store.pictures.remove_unused(older_than=older_than))
