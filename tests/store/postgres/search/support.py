"""Somebody who has conversations on a server and searches them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import dict_row

from copilot_tui.chat.search_query import parse_query
from copilot_tui.store.postgres.search_keys import array_of, wanted_keys
from copilot_tui.store.search_index import add_to_index, index_later
from copilot_tui.store.store import Store
from tests.postgres_database import database_at

if TYPE_CHECKING:
    from tests.postgres_server import Place

_FILL = """
INSERT INTO messages (id, conversation, depth, role, status, created, content)
SELECT CAST(? AS BIGINT) + number, CAST(? AS BIGINT), 1, 'user', 'complete', 1, CAST(? AS TEXT)
FROM generate_series(1, CAST(? AS INTEGER)) AS numbers (number)
"""


class Person:
    """Somebody on a server.

    Attributes:
        database: what the store is on.
        store: their conversations.
        connection: another one, for SQL as they might type it.
    """

    def __init__(self, place: Place) -> None:
        self.database = database_at(place.url)
        self.store = Store(self.database, instance_id=place.role)
        self.connection = psycopg.connect(place.url, autocommit=True, row_factory=dict_row)
        self.connection.execute("SET search_path = copilot_tui")

    def close(self) -> None:
        self.store.close()
        self.connection.close()

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        return self.connection.execute(statement.encode(), values).fetchall()

    def value(self, statement: str, *values: object) -> Any:
        """The one value that a statement gives."""
        (row,) = self.rows(statement, *values)
        (value,) = row.values()
        return value

    def converse(self) -> int:
        """Begin a conversation."""
        return self.store.conversations.create().id

    def say(self, conversation: int, *texts: str) -> list[int]:
        """Write messages, which are in the index then."""
        with self.store.together():
            return [
                self.store.messages.add_user_message(conversation, None, text).id for text in texts
            ]

    def index(self, message: int, text: str) -> None:
        """Put a message into the index under a text."""
        with self.database.writing():
            add_to_index(self.database, message, text)

    def fill(self, conversation: int, count: int, text: str, *, batch: int = 500) -> int:
        """Put very many messages into the index, as those of an import.

        Args:
            conversation: where they are.
            count: how many.
            text: of each of them.
            batch: so many at once; with 0 all are left to be put in later.

        Returns:
            The id below the first of them.
        """
        with self.database.writing():
            before = self.database.reserve_ids("messages", count)
            self.database.execute(_FILL, before, conversation, text, count)
            index_later(self.database, before + 1, before + count)
        while batch and self.store.search.backfill(batch):
            pass
        return before

    def found(self, query: str, conversation: int | None = None, *, limit: int = 100) -> list[int]:
        """The messages that are found, in their order."""
        hits = self.store.search.messages(query, limit=limit, conversation=conversation)
        return [hit.message for hit in hits]

    def find(self, query: str, conversation: int | None = None) -> list[int]:
        """What the server finds for the keys of a query, asked for by SQL."""
        keys = array_of(wanted_keys(parse_query(query)).keys)
        rows = self.rows(
            "SELECT id FROM search_find(%s::integer[], 500, 9223372036854775807, %s::bigint)",
            *(keys, conversation),
        )
        return [row["id"] for row in rows]

    def indexed(self) -> list[int]:
        """What is in the index of everybody; only for the owner of the tables."""
        rows = self.rows("SELECT message FROM search_documents ORDER BY person, message")
        return [row["message"] for row in rows]
