"""The rows that were read from a server, so that they can be shown while it is away."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.store.living import Known

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.store.pieces import Growth

MOST_CHARACTERS = 8_000_000
"""Of all messages that are remembered; the interface holds many of them anyway."""

_MOST_CONVERSATIONS = 1_000

GREW_ELSEWHERE = (
    "The database went away while this reply came in on another machine. "
    "What was known of it is shown until the database is back."
)


class RecentRows:
    """Remembers conversations and their messages, the last that were read or written."""

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
            self._messages[message.id] = message
            self._characters += _length(message)
        while self._characters > MOST_CHARACTERS:
            self._drop(next(iter(self._messages)))

    def note_path(self, messages: Sequence[Message]) -> None:
        """Remember a path, which ends where it does if nothing else is known of its end."""
        self.note_messages(messages)
        if messages:
            self._ends[messages[-1].conversation] = messages[-1].id

    def note_growth(self, message: int, growth: Growth) -> None:
        """Remember what a running reply of another copy has more."""
        if (known := self._messages.get(message)) is not None:
            content = known.content[: growth.content_start] + growth.content
            reasoning = known.reasoning[: growth.reasoning_start] + growth.reasoning
            self.note_messages([replace(known, content=content, reasoning=reasoning)])

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
        """All of it; of replies that run elsewhere, how far they are known to have come.

        Args:
            others: the messages that are known from elsewhere, and better: the replies that
                run here among them.
        """
        return Known(
            tuple(self._led(each, others) for each in self._conversations.values()),
            tuple(_as_known(each) for each in self._messages.values() if each.id not in others),
        )

    def _led(self, conversation: Conversation, others: Set[int]) -> Conversation:
        leaf = conversation.active_leaf
        if leaf is None or leaf in self._messages or leaf in others:
            return conversation
        return replace(conversation, active_leaf=self._ends.get(conversation.id, leaf))

    def _drop(self, message: int) -> None:
        if (dropped := self._messages.pop(message, None)) is not None:
            self._characters -= _length(dropped)


def _as_known(message: Message) -> Message:
    if message.status is not Status.STREAMING:
        return message
    return replace(message, status=Status.INTERRUPTED, error=GREW_ELSEWHERE)


def _length(message: Message) -> int:
    return len(message.content) + len(message.reasoning)
