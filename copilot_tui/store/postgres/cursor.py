"""What a statement brings from a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Cursor, Pipeline
    from psycopg.rows import DictRow


class PostgresCursor:
    """A result that is on its way; it is waited for only when it is looked at.

    Args:
        cursor: that has been executed within `pipeline`.
        pipeline: in which everything goes to the server without waiting.
    """

    __slots__ = ("_cursor", "_pipeline")

    def __init__(self, cursor: Cursor[DictRow], pipeline: Pipeline) -> None:
        self._cursor = cursor
        self._pipeline = pipeline

    @property
    def rowcount(self) -> int:
        """See `Cursor`."""
        if self._cursor.pgresult is None:
            self._pipeline.sync()
        return self._cursor.rowcount

    def fetchone(self) -> DictRow | None:
        """See `Cursor`."""
        return self._cursor.fetchone()

    def fetchall(self) -> list[DictRow]:
        """See `Cursor`."""
        return self._cursor.fetchall()

    def __iter__(self) -> Iterator[DictRow]:
        return iter(self._cursor)
