"""A message that was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is on disk, and the conversation it is in."""

    conversation: Conversation
    question: Message
