"""One transaction, ended in every case."""

from __future__ import annotations

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


class TransactionKind(StrEnum):
    """What a transaction locks when it begins."""

    READ = "DEFERRED"
    WRITE = "IMMEDIATE"


@contextmanager
def transaction(connection: sqlite3.Connection, kind: TransactionKind) -> Iterator[None]:
    """Run the body in one transaction: committed at its end, rolled back if it fails.

    Args:
        connection: in autocommit mode (`isolation_level=None`).
        kind: a writer must say so at once; a reader that turns into a writer can fail
            without waiting (sqlite.org/lang_transaction.html).

    Raises:
        sqlite3.Error: as SQLite reports it.
    """
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
