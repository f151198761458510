"""Finding messages again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.library.part import LibraryPart

if TYPE_CHECKING:
    from copilot_tui.store.search import Hit
    from copilot_tui.store.store import Store

HITS = 50
"""How many messages a search returns."""


class Searching(LibraryPart):
    """The search in one conversation and in all."""

    async def search(
        self, query: str, *, limit: int = HITS, conversation: int | None = None
    ) -> list[Hit]:
        """Messages that hold all words and phrases of `query`, best first.

        Any text is a query. None as the conversation searches all of them. While the server is
        away, what is known of it is found before it is indexed.
        """
        return await self._store.run(
            lambda store: store.search.messages(
                query,
                limit=limit,
                conversation=conversation,
                reads_waiting=_is_server_away(store),
            )
        )

    @property
    def is_server_away(self) -> bool:
        """Whether only what is known on this machine can be searched."""
        return bool(self._store.glance(_is_server_away))

    async def find_in(self, conversation: int, needle: str) -> list[int]:
        """The messages on the visible path that contain `needle` in any case, oldest first."""
        return await self._store.run(lambda store: _find(store, conversation, needle))

    async def complete_index(self) -> None:
        """Make messages findable that came in too many at once; needed once after the start.

        It goes on in small pieces, between which other calls have their turn. Meanwhile a
        search finds what is done, which begins with the newest.
        """
        while await self._store.run(_index_some):
            pass


def _index_some(store: Store) -> int:
    return store.if_writable(lambda: store.search.backfill())


def _find(store: Store, conversation: int, needle: str) -> list[int]:
    leaf = store.conversations.get(conversation).active_leaf
    return [] if leaf is None else store.tree.path_matches(leaf, needle)


def _is_server_away(store: Store) -> bool:
    return store.stands_in and store.mender is not None and store.mender.is_afar
