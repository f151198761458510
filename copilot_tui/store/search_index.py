"""Keeping the index of the full-text search in step with the messages.

A message is put into it when it is whole. Messages that came in too many at once are left to
`index_pending`. Each back end has an index of its own, a module like this one. All functions
run within a transaction of the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.store.database import Database, RowId


class SearchIndex(Protocol):
    """The functions of this module for one back end."""

    def add_to_index(self, database: Database, message: RowId, content: str) -> None:
        """See `add_to_index` of this module, as for the others."""

    def remove_from_index(
        self, database: Database, message: int, content: Callable[[], str]
    ) -> None:
        """See `remove_from_index`."""

    def remove_conversation_from_index(self, database: Database, conversation: int) -> None:
        """See `remove_conversation_from_index`."""

    def index_later(self, database: Database, first: int, last: int) -> None:
        """See `index_later`."""


def add_to_index(database: Database, message: RowId, content: str) -> None:
    """Make a message that is whole now findable."""
    if database.search_index is not None:
        database.search_index.add_to_index(database, message, content)


def remove_from_index(database: Database, message: int, content: Callable[[], str]) -> None:
    """Take a message out of the index if it is there; `content` tells the indexed text."""
    if database.search_index is not None:
        database.search_index.remove_from_index(database, message, content)


def remove_conversation_from_index(database: Database, conversation: int) -> None:
    """Take all messages of a conversation out of the index."""
    if database.search_index is not None:
        database.search_index.remove_conversation_from_index(database, conversation)


def index_later(database: Database, first: int, last: int) -> None:
    """Leave messages that were written together to `Search.backfill`, by their ids."""
    if database.search_index is not None:
        database.search_index.index_later(database, first, last)
