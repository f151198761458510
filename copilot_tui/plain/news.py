"""What the part that runs in the background tells the part that prints."""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class PicturesMissing:
    """Pictures of a reply could not be fetched from the server that gave it.

    Attributes:
        conversation: row id.
        reasons: a sentence for each picture.
    """

    conversation: int
    reasons: Sequence[str]

    def __str__(self) -> str:
        """What happened and what to do, on one line."""
        count = len(self.reasons)
        what = "A picture" if count == 1 else f"{count} pictures"
        why = " ".join(dict.fromkeys(self.reasons))
        again = f"copilot-tui --conversation {self.conversation}"
        return f"{what} of the answer could not be fetched: {why} To try again, open it: {again}"


News: TypeAlias = Notice | ServerChosen | ReplySettled | PicturesMissing | ReplyEvent
