"""The rows that were read from a server, so that they can be shown while it is away."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.store.living import Known

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message

MOST_CHARACTERS = 8_000_000
"""Of all messages that are remembered; the interface holds many of them anyway."""

_MOST_CONVERSATIONS = 1_000


class RecentRows:
    """Remembers conversations and their messages, the last that were read or written.

    A reply that comes in is not remembered: who lets it come in knows more of it.
    """

    def __init__(self) -> None:
        self._conversations: dict[int, Conversation] = {}
        self._messages: dict[int, Message] = {}
        self._ends: dict[int, int] = {}
        self._characters = 0

    def note_conversations(self, conversations: Sequence[Conversation]) -> None:
        """Remember conversations as they are now."""
        for conversation in conversations:
            self._conversations.pop(conversation.id, None)
            self._conversations[conversation.id] = conversation
        while len(self._conversations) > _MOST_CONVERSATIONS:
            del self._conversations[next(iter(self._conversations))]

    def note_messages(self, messages: Sequence[Message]) -> None:
        """Remember messages as they are now."""
        for message in messages:
            self._drop(message.id)
            if message.status is not Status.STREAMING:
                self._messages[message.id] = message
                self._characters += _length(message)
        while self._characters > MOST_CHARACTERS:
            self._drop(next(iter(self._messages)))

    def note_path(self, messages: Sequence[Message]) -> None:
        """Remember a path, which ends where it does if nothing else is known of its end."""
        self.note_messages(messages)
        ended = [message for message in messages if message.status is not Status.STREAMING]
        if ended:
            self._ends[ended[-1].conversation] = ended[-1].id

    def lead_to(self, conversation: int, leaf: int | None) -> None:
        """Remember that the visible path of a conversation ends somewhere else."""
        if (known := self._conversations.get(conversation)) is not None:
            self._conversations[conversation] = replace(known, active_leaf=leaf)

    def forget_messages(self, conversation: int) -> None:
        """Of a conversation in which something was taken out, nothing is known."""
        for message in [each.id for each in self._messages.values()]:
            if self._messages[message].conversation == conversation:
                self._drop(message)

    def known(self, others: Set[int]) -> Known:
        """All of it.

        Args:
            others: the messages that are known from elsewhere.
        """
        return Known(
            tuple(self._led(each, others) for each in self._conversations.values()),
            tuple(self._messages.values()),
        )

    def _led(self, conversation: Conversation, others: Set[int]) -> Conversation:
        leaf = conversation.active_leaf
        if leaf is None or leaf in self._messages or leaf in others:
            return conversation
        return replace(conversation, active_leaf=self._ends.get(conversation.id, leaf))

    def _drop(self, message: int) -> None:
        if (dropped := self._messages.pop(message, None)) is not None:
            self._characters -= _length(dropped)


def _length(message: Message) -> int:
    return len(message.content) + len(message.reasoning)
