"""Finding words in all conversations."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import ClassVar

from copilot_tui.chat.conversation import UNTITLED, Role
from copilot_tui.store.search import Hit
from copilot_tui.ui.age import age
from copilot_tui.ui.picker import Picker
from copilot_tui.ui.picker_row import PickerRow, covered
from copilot_tui.ui.picker_source import debounced

DEBOUNCE_SECONDS = 0.01
"""Shorter than the pause between two keys of a quick typist, longer than one within a burst."""

_ONLY_HERE = "The server is away: only what is known on this machine is searched."
_WHO = {Role.USER: "you", Role.ASSISTANT: "reply", Role.SYSTEM: "system"}


class SearchScreen(Picker[Hit]):
    """Messages with what is typed, the best first, each with the sentence around it.

    Args:
        search: finds messages; any text is a query.
        needle: what is searched for at first.
        is_server_away: tells whether more messages are on a server that cannot be asked.
        local_time: tells the time for the ages.
    """

    HINTS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("list.choose", "go there"),
        ("list.cancel", "cancel"),
    )

    def __init__(
        self,
        search: Callable[[str], Awaitable[Sequence[Hit]]],
        *,
        needle: str = "",
        is_server_away: Callable[[], bool] = lambda: False,
        local_time: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__(
            "Search all conversations",
            debounced(self._find, DEBOUNCE_SECONDS),
            placeholder='Words, "a phrase", or code',
            query=needle,
            empty="No message has all of this.",
            waiting="Searching …",
            row_height=2,
        )
        self._search_messages = search
        self._is_server_away = is_server_away
        self._now = local_time()

    def show_note(self) -> None:
        """Say that there may be more than is found, while that is so."""
        self.say(_ONLY_HERE if self._is_server_away() else "")

    def empty_sentence(self, query: str) -> str:
        """Without a query, what can be typed."""
        if query:
            return super().empty_sentence(query)
        return 'All words are found, also while still being typed; "in quotes", as they stand.'

    async def _find(self, query: str) -> Sequence[PickerRow[Hit]]:
        if not query.strip():
            return ()
        return [self._row(hit) for hit in await self._search_messages(query)]

    def _row(self, hit: Hit) -> PickerRow[Hit]:
        return PickerRow(
            hit,
            hit.conversation.title or UNTITLED,
            detail=f"{_WHO[hit.role]} · {age(hit.created, self._now)}",
            matched=(),
            excerpt=hit.snippet.text,
            excerpt_matched=covered(hit.snippet.ranges),
        )
