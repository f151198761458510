"""The rows that were read from a server, so that they can be shown while it is away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.store.living import Known

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.store.grounds import Grounds
    from copilot_tui.store.pieces import Growth
    from copilot_tui.store.removal import Removed
    from copilot_tui.store.shown import Shown

MOST_CHARACTERS = 8_000_000
"""Of all messages that are remembered; the interface holds many of them anyway."""

MOST_CONVERSATIONS = 1_000

GREW_ELSEWHERE = (
    "The database went away while this reply came in on another machine. "
    "What was known of it is shown until the database is back."
)


class RecentRows:
    """Remembers conversations and their messages, the last that were read or written.

    Where it is too much, the first messages go of the conversation of which nobody has heard
    for longest, as the last ones are needed to show it. A conversation that was only listed goes
    before one that was read.
    """

    def __init__(self) -> None:
        self._conversations: dict[int, Conversation] = {}
        self._read: set[int] = set()
        self._messages: dict[int, dict[int, Message]] = {}
        self._homes: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._characters = 0

    def note_listed(self, conversations: Sequence[Conversation]) -> None:
        """Remember conversations of which the entries were read."""
        for conversation in conversations:
            self._conversations.pop(conversation.id, None)
            self._conversations[conversation.id] = conversation
        surplus = len(self._conversations) - MOST_CONVERSATIONS
        if surplus > 0:
            by_use = sorted(self._conversations, key=lambda each: each in self._read)
            for conversation_id in by_use[:surplus]:
                self.forget(conversation_id)

    def note_conversation(self, conversation: Conversation) -> None:
        """Remember a conversation that was turned to."""
        self._read.add(conversation.id)
        self.note_listed([conversation])

    def note_messages(self, messages: Sequence[Message]) -> None:
        """Remember messages as they are now."""
        for message in messages:
            self._drop(message.id)
            self._read.add(message.conversation)
            known = self._messages.pop(message.conversation, {})
            self._messages[message.conversation] = known
            known[message.id] = message
            self._homes[message.id] = message.conversation
            self._characters += _length(message)
        while self._characters > MOST_CHARACTERS:
            self._make_room()

    def note_path(self, messages: Sequence[Message]) -> None:
        """Remember a path, which ends where it does if nothing else is known of its end."""
        self.note_messages(messages)
        if messages:
            self._ends[messages[-1].conversation] = messages[-1].id

    def note_shown(self, shown: Shown | Grounds) -> None:
        """Remember a conversation with its path."""
        self.note_conversation(shown.conversation)
        self.note_path(shown.path)

    def note_end(self, conversation: Conversation) -> None:
        """Remember where the visible path of a conversation ends, if that message is known."""
        if conversation.active_leaf in self._homes:
            self._ends[conversation.id] = conversation.active_leaf

    def note_sent(self, message: Message) -> None:
        """Remember a message that is now the end of the visible path."""
        self.note_path([message])
        self.change(
            message.conversation,
            lambda known: replace(
                _updated(known, message), active_leaf=message.id, deleted_at=None
            ),
        )

    def note_ended(self, message: Message) -> None:
        """Remember a reply that has ended."""
        self.note_messages([message])
        self.change(message.conversation, lambda known: _updated(known, message))
        if self._ends.get(message.conversation) == message.parent:
            self._ends[message.conversation] = message.id

    def note_again(self, message: Message) -> None:
        """Remember what a message is now, if it is known at all: it may have been taken out."""
        self.change_message(message.id, lambda _: message)

    def note_growth(self, message: int, growth: Growth) -> None:
        """Remember what a running reply of another copy has more."""

        def grown(known: Message) -> Message:
            content = known.content[: growth.content_start] + growth.content
            reasoning = known.reasoning[: growth.reasoning_start] + growth.reasoning
            return replace(known, content=content, reasoning=reasoning)

        self.change_message(message, grown)

    def lead_to(self, conversation: int, leaf: int | None) -> None:
        """Remember that the visible path of a conversation ends somewhere else."""
        self.change(conversation, lambda known: replace(known, active_leaf=leaf))

    def change(self, conversation: int, change: Callable[[Conversation], Conversation]) -> None:
        """Remember that something is different in a conversation, if that is known at all."""
        if (known := self._conversations.get(conversation)) is not None:
            self._conversations[conversation] = change(known)

    def change_message(self, message: int, change: Callable[[Message], Message]) -> None:
        """The same for a message."""
        if (known := self._message(message)) is not None:
            self.note_messages([change(known)])

    def spend_handles(self, conversation: int) -> None:
        """Remember that the messages of a conversation have lost their handles."""
        known = self._messages.get(conversation, {})
        known.update({each: replace(message, handle=None) for each, message in known.items()})

    def take_out(self, removed: Removed) -> None:
        """Remember that messages were taken out of a conversation."""
        taken = self._message(removed.message)
        conversation = removed.conversation
        if removed.moved and taken is None:
            self.forget_messages(conversation)
        parent = None if taken is None else taken.parent
        for message in removed.moved:
            self.change_message(message, lambda known: replace(known, parent=parent))
        for message, _ in removed.handles:
            self.change_message(message, lambda known: replace(known, handle=None))
        self.drop(removed.hidden)
        if removed.leaf_before != removed.leaf_after:
            self.lead_to(conversation, removed.leaf_after)
        if self._message(self._ends.get(conversation)) is None:
            self._ends.pop(conversation, None)
            if self._message(parent) is not None and parent is not None:
                self._ends[conversation] = parent

    def put_back(self, removed: Removed) -> None:
        """Remember that they are back: how they hang together is read before it is shown."""
        self.forget_messages(removed.conversation)
        if removed.leaf_before != removed.leaf_after:
            self.lead_to(removed.conversation, removed.leaf_before)

    def drop(self, messages: Iterable[int]) -> None:
        """Of these messages, nothing is known."""
        for message in messages:
            self._drop(message)

    def forget_messages(self, conversation: int) -> None:
        """Of the messages of a conversation, nothing is known."""
        self.drop(list(self._messages.get(conversation, ())))
        self._ends.pop(conversation, None)

    def forget(self, conversation: int) -> None:
        """Of a conversation, nothing is known."""
        self.forget_messages(conversation)
        self._conversations.pop(conversation, None)
        self._read.discard(conversation)

    def forget_trash(self, older_than: float) -> None:
        """Of the conversations that were deleted before a time, nothing is known."""
        for conversation in list(self._conversations.values()):
            if conversation.deleted_at is not None and conversation.deleted_at < older_than:
                self.forget(conversation.id)

    def known(self, others: Mapping[int, Message]) -> Known:
        """All of it; of replies that run elsewhere, how far they are known to have come.

        Args:
            others: the messages that are known from elsewhere, and better: the replies that
                run here among them. By row id.
        """
        below = {message.parent: message.id for message in others.values()}
        return Known(
            tuple(self._led(each, others, below) for each in self._conversations.values()),
            tuple(
                _as_known(message)
                for messages in self._messages.values()
                for message in messages.values()
                if message.id not in others
            ),
        )

    def _led(
        self,
        conversation: Conversation,
        others: Mapping[int, Message],
        below: Mapping[int | None, int],
    ) -> Conversation:
        """Where its path has moved on unseen, it is shown as far as it was seen."""
        leaf = conversation.active_leaf
        if leaf is None or leaf in self._homes or leaf in others:
            return conversation
        end = self._ends.get(conversation.id, leaf)
        if end not in self._homes and end not in others:
            end = max(self._messages.get(conversation.id, ()), default=leaf)
        while (next_one := below.get(end, 0)) > end:
            end = next_one
        return replace(conversation, active_leaf=end)

    def _message(self, message: int | None) -> Message | None:
        home = None if message is None else self._homes.get(message)
        return None if home is None or message is None else self._messages[home][message]

    def _make_room(self) -> None:
        messages = next(iter(self._messages.values()))
        for message in sorted(messages):
            self._drop(message)
            if self._characters <= MOST_CHARACTERS:
                return

    def _drop(self, message: int) -> None:
        home = self._homes.pop(message, None)
        if home is None:
            return
        known = self._messages[home]
        self._characters -= _length(known.pop(message))
        if not known:
            del self._messages[home]


def _updated(conversation: Conversation, message: Message) -> Conversation:
    """The conversation counts as updated when a message in it was complete."""
    return replace(conversation, updated=message.finished or conversation.updated)


def _as_known(message: Message) -> Message:
    if message.status is not Status.STREAMING:
        return message
    return replace(message, status=Status.INTERRUPTED, error=GREW_ELSEWHERE)


def _length(message: Message) -> int:
    return len(message.content) + len(message.reasoning)
