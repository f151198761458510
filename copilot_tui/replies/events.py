"""What a running reply tells its listener."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from copilot_tui.chat.context import Context
    from copilot_tui.chat.conversation import Message


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


ReplyEvent: TypeAlias = ReplyStarted | ReplyGrew | ReplyEnded
