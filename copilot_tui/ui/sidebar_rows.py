"""How conversations are grouped in the sidebar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from copilot_tui.chat.conversation import Conversation

PINNED = "Pinned"
TODAY = "Today"
YESTERDAY = "Yesterday"
PREVIOUS_WEEK = "Previous 7 days"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A heading over conversations of about the same age."""

    label: str


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One conversation."""

    conversation: Conversation


SidebarRow: TypeAlias = GroupRow | ConversationRow


def sidebar_rows(conversations: Iterable[Conversation], now: datetime) -> Iterator[SidebarRow]:
    """Put headings between conversations.

    Args:
        conversations: pinned ones first, then newest first.
        now: local time.
    """
    ages = _Ages(now)
    label = ""
    for conversation in conversations:
        its_label = PINNED if conversation.pinned else ages.label(conversation.updated)
        if its_label != label:
            label = its_label
            yield GroupRow(label)
        yield ConversationRow(conversation)


class _Ages:
    """Names for the distance of a moment from now. Moments must come newest first."""

    def __init__(self, now: datetime) -> None:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        self._year = now.year
        self._recent = (
            (midnight.timestamp(), TODAY),
            ((midnight - timedelta(days=1)).timestamp(), YESTERDAY),
            ((midnight - timedelta(days=7)).timestamp(), PREVIOUS_WEEK),
        )
        self._month_start = float("inf")
        self._month_label = ""

    def label(self, moment: float) -> str:
        for start, label in self._recent:
            if moment >= start:
                return label
        if moment < self._month_start:
            then = datetime.fromtimestamp(moment)
            month = then.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            self._month_start = month.timestamp()
            self._month_label = f"{then:%B}" if then.year == self._year else f"{then:%B %Y}"
        return self._month_label
