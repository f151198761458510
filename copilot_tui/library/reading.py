"""Opening and reading conversations."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role
from copilot_tui.errors import Gone, StoreDamaged, StoreError, StoreUnreachable
from copilot_tui.library.opened import NEWEST_MESSAGES, Opened, draft_pictures, read_opened
from copilot_tui.library.part import LibraryPart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.pieces import Growth
    from copilot_tui.store.store import Store

OLDER_MESSAGES = 500
"""How many older messages are read at once."""


class Reading(LibraryPart):
    """What is needed to show a conversation and to move in it."""

    async def open(self, conversation: int, *, prompt_stays: bool = False) -> Opened:
        """Read what is needed to show a conversation, and mark it as read.

        Args:
            conversation: row id.
            prompt_stays: whether the prompt stays as it is, so that the draft is not shown.
        """

        def read(store: Store) -> Opened:
            return self._opened(store, conversation)

        return await self._read(conversation, read, prompt_stays)

    async def open_at(
        self, conversation: int, message: int, *, prompt_stays: bool = False
    ) -> Opened:
        """Open a conversation so that `message` is on the visible path and among those read.

        If it stands on another branch, that one becomes visible to its newest end.
        """

        def read(store: Store) -> Opened:
            distance = _show(store, conversation, message)
            return self._opened(store, conversation, least=distance + NEWEST_MESSAGES // 2)

        return await self._read(conversation, read, prompt_stays)

    async def show_version(
        self, conversation: int, message: int, *, prompt_stays: bool = False
    ) -> Opened:
        """Make the branch of another version of a message visible to its newest end."""

        def read(store: Store) -> Opened:
            leaf = store.tree.newest_leaf(message)
            store.messages.set_active_leaf(conversation, leaf)
            distance = store.tree.distance(leaf, message) or 0
            return read_opened(store, conversation, least=distance)

        return await self._read(conversation, read, prompt_stays)

    async def _read(
        self, conversation: int, read: Callable[[Store], Opened], prompt_stays: bool
    ) -> Opened:
        """Read a conversation, with its draft as it is now, on disk or not."""
        unkept = self._drafts.get((conversation, None))

        def read_over(store: Store) -> Opened:
            with store.drafts.unshown() if prompt_stays else nullcontext():
                opened = read(store)
            if prompt_stays:
                _is_marked(partial(store.drafts.remove_copies, conversation))
            if unkept is None:
                return opened
            draft = unkept.over(opened.draft)
            return replace(opened, draft=draft, pictures=draft_pictures(store, draft))

        opened = await self._store.run(read_over)
        self._seen.open(opened)
        return opened

    async def message(self, message: int) -> Message:
        """One message as it is now."""
        return await self._store.run(lambda store: store.tree.get(message))

    async def growth(self, message: Message) -> Growth | None:
        """What a reply that runs in another copy of the app has more than `message` has."""
        known = len(message.content), len(message.reasoning)
        return await self._store.run(lambda store: store.tree.growth(message.id, *known))

    async def is_deleted(self, message: int) -> bool:
        """Whether a message was taken out of sight."""
        return await self._store.run(lambda store: store.tree.is_deleted(message))

    async def older(self, message: Message) -> list[Message]:
        """The messages before this one, oldest first; empty at the beginning."""
        return await self._store.run(
            lambda store: store.tree.path_before(message.id, limit=OLDER_MESSAGES)
        )

    async def versions(self, messages: Sequence[int]) -> dict[int, tuple[int, int]]:
        """Which of how many versions each of `messages` is, for those with several."""
        if self._seen.take_only(messages):
            return {}
        return await self._store.run(lambda store: store.tree.versions(messages))

    async def version_ids(self, message: int) -> list[int]:
        """The row ids of all versions of a message, itself included, oldest first."""
        return await self._store.run(lambda store: store.tree.siblings(message))

    async def question_to_retry(self, conversation: int) -> Message | None:
        """The user's message that the visible path ends in, or whose reply it ends in."""
        return await self._store.run(lambda store: _question(store, conversation))

    def _opened(self, store: Store, conversation: int, least: int = 0) -> Opened:
        # Reading again what is shown is not turning to it. Two copies of the app that wrote
        # then would for ever wake each other.
        is_turned_to = conversation != self._turned_to
        if is_turned_to and _is_marked(lambda: store.conversations.mark_opened(conversation)):
            self._turned_to = conversation
        opened = read_opened(store, conversation, least=least)
        if is_turned_to or not opened.conversation.unread:
            return opened
        _is_marked(lambda: store.conversations.set_unread(conversation, unread=False))
        return replace(opened, conversation=replace(opened.conversation, unread=False))


def _is_marked(mark: Callable[[], None]) -> bool:
    try:
        mark()
    except (Gone, StoreDamaged, StoreUnreachable):
        raise
    except StoreError:
        # A file that cannot be written now can be read all the same.
        return False
    return True


def _show(store: Store, conversation: int, message: int) -> int:
    """Bring a message onto the visible path, and return its distance from the leaf."""
    found = store.tree.get(message)
    if found.conversation != conversation or store.tree.is_deleted(message):
        from copilot_tui.store.failures import missing

        raise missing("message")
    leaf = store.conversations.get(conversation).active_leaf
    distance = None if leaf is None else store.tree.distance(leaf, message)
    if distance is None:
        leaf = store.tree.newest_leaf(message)
        store.messages.set_active_leaf(conversation, leaf)
        distance = store.tree.distance(leaf, message)
    return distance or 0


def _question(store: Store, conversation: int) -> Message | None:
    leaf = store.conversations.get(conversation).active_leaf
    if leaf is None:
        return None
    message = store.tree.get(leaf)
    if message.role is Role.ASSISTANT and message.parent is not None:
        return store.tree.get(message.parent)
    return message if message.role is Role.USER else None
