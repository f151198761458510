"""A message that was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is on disk.

    Attributes:
        conversation: that it is in.
        question: the message.
        is_only: whether it is known to have no other versions.
    """

    conversation: Conversation
    question: Message
    is_only: bool = False
