"""The conversations as the interface needs them, one short call for each thing it does."""

from __future__ import annotations

import time
from dataclasses import dataclass

from copilot_tui.chat.conversation import Conversation, Message, Role, Status, title_from
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread

PAGE = 200
"""How many sidebar entries are read at once."""

NEWEST_MESSAGES = 40
"""How many messages are read before a conversation is shown; the rest follows behind."""

OLDER_MESSAGES = 500
"""How many older messages are read at once."""

TRASH_SECONDS = 30 * 86_400.0
"""How long a deleted conversation can be brought back."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation with the end of its visible path.

    Attributes:
        conversation: its row, already marked as read.
        messages: the newest messages, oldest first.
        complete: whether these are all.
        draft: unsent text.
    """

    conversation: Conversation
    messages: list[Message]
    complete: bool
    draft: str

    @property
    def streams(self) -> bool:
        """Whether the path ends in a reply that is still coming in."""
        return bool(self.messages) and self.messages[-1].status is Status.STREAMING


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is on disk, and the conversation it is in."""

    conversation: Conversation
    question: Message


class Library:
    """All conversations. Nothing here waits for the network, or holds the event loop.

    Every method raises StoreError when the file cannot be read or written.

    Args:
        store: where they are kept.
    """

    def __init__(self, store: StoreThread) -> None:
        self._store = store

    async def page(self, after: Conversation | None = None) -> list[Conversation]:
        """The newest conversations, or those that come after one."""
        return await self._store.run(
            lambda store: store.conversations.page(limit=PAGE, after=after)
        )

    async def get(self, conversation: int) -> Conversation:
        """One conversation as it is now."""
        return await self._store.run(lambda store: store.conversations.get(conversation))

    async def open(self, conversation: int) -> Opened:
        """Read what is needed to show a conversation, and mark it as read."""
        return await self._store.run(lambda store: _open(store, conversation))

    async def older(self, message: Message) -> list[Message]:
        """The messages before this one, oldest first; empty at the beginning."""
        return await self._store.run(
            lambda store: store.tree.path_before(message.id, limit=OLDER_MESSAGES)
        )

    async def send(self, conversation: Conversation | None, text: str) -> Sent:
        """Write down a user's message, in a new conversation where there is none yet."""
        known = None if conversation is None else conversation.id
        return await self._store.run(lambda store: _send(store, known, text))

    async def question_to_retry(self, conversation: int) -> Message | None:
        """The user's message that the visible path ends in, or whose reply it ends in."""
        return await self._store.run(lambda store: _question(store, conversation))

    async def rename(self, conversation: int, title: str) -> Conversation:
        """Give a conversation another title."""
        await self._store.run(lambda store: store.conversations.rename(conversation, title))
        return await self.get(conversation)

    async def delete(self, conversation: int) -> None:
        """Put a conversation into the trash."""
        await self._store.run(lambda store: store.conversations.delete(conversation))

    async def restore(self, conversation: int) -> Conversation:
        """Take a conversation out of the trash."""
        await self._store.run(lambda store: store.conversations.restore(conversation))
        return await self.get(conversation)

    async def mark(self, conversation: int, *, unread: bool) -> None:
        """Remember whether a reply ended unseen."""
        await self._store.run(
            lambda store: store.conversations.set_unread(conversation, unread=unread)
        )

    def keep_draft(self, conversation: int | None, text: str) -> None:
        """Remember unsent text; None is the conversation that does not exist yet."""
        self._store.submit(lambda store: store.drafts.set(conversation, text))

    async def draft(self, conversation: int | None) -> str:
        """The unsent text of a conversation; None is the one that does not exist yet."""
        return await self._store.run(lambda store: store.drafts.get(conversation))

    async def empty_trash(self) -> int:
        """Forget for good what was deleted long ago."""
        before = time.time() - TRASH_SECONDS
        return await self._store.run(
            lambda store: store.conversations.empty_trash(older_than=before)
        )

    async def changed_elsewhere(self) -> bool:
        """Whether another copy of the app has written since the last call."""
        return await self._store.run(lambda store: store.changed_elsewhere())


def _open(store: Store, conversation: int) -> Opened:
    entry = store.conversations.get(conversation)
    if entry.unread:
        store.conversations.set_unread(conversation, unread=False)
        entry = store.conversations.get(conversation)
    messages: list[Message] = []
    if entry.active_leaf is not None:
        messages = store.tree.path(entry.active_leaf, limit=NEWEST_MESSAGES)
    complete = not messages or messages[0].parent is None
    return Opened(entry, messages, complete, store.drafts.get(conversation))


def _send(store: Store, conversation: int | None, text: str) -> Sent:
    if conversation is None:
        conversation = store.conversations.create(title=title_from(text), take_draft=True).id
    leaf = store.conversations.get(conversation).active_leaf
    question = store.messages.add_user_message(conversation, leaf, text)
    return Sent(store.conversations.get(conversation), question)


def _question(store: Store, conversation: int) -> Message | None:
    leaf = store.conversations.get(conversation).active_leaf
    if leaf is None:
        return None
    message = store.tree.get(leaf)
    if message.role is Role.ASSISTANT and message.parent is not None:
        return store.tree.get(message.parent)
    return message if message.role is Role.USER else None
