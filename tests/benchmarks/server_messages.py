"""The same conversations on a server as in a file of the benchmarks, findable at once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from psycopg import sql

from copilot_tui.store.postgres.search_schema import SEARCH_INDEX
from copilot_tui.store.postgres.version_1 import SCHEMA
from copilot_tui.store.search_index import index_later
from copilot_tui.store.store import Store
from tests.benchmarks.source_messages import INDEXED_AT_ONCE
from tests.postgres_database import database_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import psycopg

    from tests.postgres_server import Place, PostgresServer

SETTINGS = {
    "shared_buffers": "512MB",
    "maintenance_work_mem": "1GB",
    "max_wal_size": "4GB",
    # The planner's figures are made once, at the end.
    "autovacuum": "off",
}
"""Of the server; they are what a machine of two cores and 8 GB gets from its keeper."""

_TABLES = ("conversations", "messages", "message_uids", "prompts")


def fill(server: PostgresServer, place: Place, file: Path) -> None:
    """Copy all conversations of a file into an empty database, and index all messages.

    The index is made at the end, when all it is of is there.
    """
    database = database_at(place.url)
    with server.connect(place.name) as connection, closing(sqlite3.connect(file)) as source:
        connection.execute(f"SET search_path = {SCHEMA}".encode())
        for table in _TABLES:
            _copy(source, connection, table, place.role)
        (last,) = source.execute("SELECT max(id) FROM messages").fetchone()
        connection.execute(
            "INSERT INTO people (person, last_id) VALUES (%s, %s)", (place.role, last)
        )
        connection.execute("DROP INDEX search_documents_by_keys")
        connection.execute("ANALYZE")
        with Store(database, instance_id="benchmark") as store:
            with database.writing():
                index_later(database, 1, last)
            while store.search.backfill(INDEXED_AT_ONCE):
                pass
        connection.execute(SEARCH_INDEX.encode())
        connection.execute("VACUUM ANALYZE")


def index_bytes(server: PostgresServer, place: Place) -> int:
    """What the search takes on the server's disk."""
    with server.connect(place.name) as connection:
        row = connection.execute(
            f"SELECT pg_total_relation_size('{SCHEMA}.search_documents')".encode()
        ).fetchone()
    assert row is not None
    return int(row[0])


def _copy(source: sqlite3.Connection, target: psycopg.Connection, table: str, person: str) -> None:
    rows = source.execute(f"SELECT * FROM {table}")
    names = ["person", *(name for name, *_ in rows.description)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with target.cursor().copy(statement) as copy:
        for row in rows:
            values: Iterable[object] = (person, *row)
            copy.write_row(tuple(values))
