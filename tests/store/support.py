"""What several tests of the store need."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.store.sqlite_database import SqliteDatabase

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.store.database import SqlValue
    from copilot_tui.store.store import Store


def file_of(store: Store) -> SqliteDatabase:
    """The open conversation file of a store that has one."""
    assert isinstance(store._database, SqliteDatabase)
    return store._database


OpenStore: TypeAlias = "Callable[[str], Store]"
"""What the fixture `open_store` is."""


class Clock:
    """Tells the time that was set, in seconds."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def query_plan(path: Path, statement: str, *values: float | str) -> str:
    """How SQLite would run `statement` on the file, one step a line."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    return "\n".join(row[3] for row in rows)


def add_path(store: Store, conversation: int, length: int) -> list[int]:
    """Write `length` user messages, each below the one before, in one transaction."""
    database = store._database
    with database.writing():
        before = database.reserve_ids("messages", length)
        for number in range(length):
            database.execute(
                """
                INSERT INTO messages (id, conversation, parent, depth, role, status, created,
                    content)
                VALUES (?, ?, ?, ?, 'user', 'complete', 1, 'text')
                """,
                *(before + 1 + number, conversation, before + number if number else None),
                number + 1,
            )
    return [before + 1 + number for number in range(length)]


def write(store: Store, statement: str, *values: SqlValue) -> None:
    """Change something behind the store's back."""
    with store._database.writing():
        store._database.execute(statement, *values)


def rows(store: Store, table: str, order: str = "id") -> list[tuple[object, ...]]:
    """All rows of a table, as the database has them."""
    with store._database.reading():
        return list(store._database.tuples(f"SELECT * FROM {table} ORDER BY {order}"))


def number_of(store: Store, table: str) -> int:
    """How many rows `table` has."""
    with store._database.reading():
        return int(
            store._database.execute(f"SELECT count(*) AS number FROM {table}").fetchone()["number"]
        )


def add_chain(path: Path, conversation: int, length: int) -> None:
    """Write `length` user messages, each below the one before, in one transaction."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO messages (conversation, parent, depth, role, status, created, content)"
            " VALUES (?, ?, ?, 'user', 'complete', 1, 'text')",
            ((conversation, number or None, number + 1) for number in range(length)),
        )


def count_rows(path: Path, table: str) -> int:
    """How many rows `table` has."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def unsent_in_new(store: Store) -> list[str]:
    """What is typed in conversations that do not exist yet, in all copies of the program."""
    with store._database.reading():
        rows = store._database.execute(
            "SELECT text FROM drafts WHERE conversation IS NULL ORDER BY updated"
        )
        return [str(row["text"]) for row in rows]


def nobody_is_alive(instance_id: str) -> bool:
    """For `recover`: every other copy of the program has died."""
    return False
