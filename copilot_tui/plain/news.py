"""What the part that runs in the background tells the part that prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.replies.events import ReplyEvent

if TYPE_CHECKING:
    from copilot_tui.servers.choice import Choice


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to be said."""

    text: str


@dataclass(frozen=True, slots=True)
class ServerChosen:
    """It is settled anew who answers."""

    choice: Choice


@dataclass(frozen=True, slots=True)
class ReplySettled:
    """Nothing more comes of the reply in this conversation.

    Attributes:
        conversation: row id.
        error: why it could not be begun; empty otherwise.
    """

    conversation: int
    error: str = ""


News: TypeAlias = Notice | ServerChosen | ReplySettled | ReplyEvent
