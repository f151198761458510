"""Finding conversations by a few letters of their titles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from copilot_tui.chat.conversation import UNTITLED
from copilot_tui.chat.fuzzy import FuzzyIndex

if TYPE_CHECKING:
    from copilot_tui.store.entry import Entry


class Titles:
    """The titles of all conversations as they were at one moment.

    Args:
        entries: most recently opened first, which is how equals are ordered.
        index: of their titles.
    """

    def __init__(self, entries: Sequence[Entry], index: FuzzyIndex) -> None:
        self._entries = entries
        self._index = index

    @classmethod
    async def of(cls, entries: Sequence[Entry]) -> Self:
        """Prepare the titles, in slices between which the event loop goes on."""
        titles = [entry.title or UNTITLED for entry in entries]
        return cls(entries, await FuzzyIndex.prepared(titles))

    async def best(self, query: str) -> list[int]:
        """Row ids of the conversations that match best, in this order."""
        return [self._entries[at].id for at in await self._index.best(query)]
