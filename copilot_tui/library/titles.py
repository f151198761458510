"""Finding conversations by a few letters of their titles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from copilot_tui.chat.conversation import UNTITLED
from copilot_tui.chat.fuzzy import FuzzyIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.store.entry import Entries


class Titles:
    """The titles of all conversations as they were at one moment.

    Args:
        ids: of the conversations, most recently opened first, which is how equals are ordered.
        index: of their titles.
    """

    def __init__(self, ids: Sequence[int], index: FuzzyIndex) -> None:
        self._ids = ids
        self._index = index

    @classmethod
    async def of(cls, entries: Entries) -> Self:
        """Prepare the titles, in slices between which the event loop goes on."""
        titles = [title or UNTITLED for title in entries.titles]
        return cls(entries.ids, await FuzzyIndex.prepared(titles))

    async def best(self, query: str) -> list[int]:
        """Row ids of the conversations that match best, in this order."""
        return [self._ids[at] for at in await self._index.best(query)]
