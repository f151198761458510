"""What a running reply tells its listener."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from copilot_tui.chat.context import Context
    from copilot_tui.chat.conversation import Message
    from copilot_tui.errors import StoreError

KEPT_IN_MEMORY = "Replies are kept in memory and written as soon as that works; do not quit yet."
KEPT_AGAIN = "Writing works again: all replies are on disk."


@dataclass(frozen=True, slots=True)
class ReplyStarted:
    """The request is about to leave; the reply's row exists and is empty."""

    reply: Message
    context: Context


@dataclass(frozen=True, slots=True)
class ReplyGrew:
    """More text has come; told at most once a frame for each conversation.

    Attributes:
        conversation: row id.
        message: row id of the reply.
        content_start: how many characters of content were told before.
        content: the content since then.
        reasoning_start: how many characters of reasoning were told before.
        reasoning: the reasoning since then.
    """

    conversation: int
    message: int
    content_start: int
    content: str
    reasoning_start: int
    reasoning: str


@dataclass(frozen=True, slots=True)
class ReplyEnded:
    """The reply is over, one way or another; its `status` says how.

    Attributes:
        reply: as it is kept.
        unreachable: whether nothing answered at the server's address.
    """

    reply: Message
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class KeepingFailed:
    """What replies bring cannot be written for now; told once.

    Attributes:
        error: why.
    """

    error: StoreError

    @property
    def parts(self) -> tuple[str, ...]:
        """What happened, what becomes of the replies, and what to do, a sentence each."""
        error = self.error
        return tuple(filter(None, (error.what, error.detail, KEPT_IN_MEMORY, error.todo)))


@dataclass(frozen=True, slots=True)
class KeepingResumed:
    """All that replies have brought is on disk again."""


ReplyEvent: TypeAlias = ReplyStarted | ReplyGrew | ReplyEnded | KeepingFailed | KeepingResumed
