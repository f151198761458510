"""What has to be changed by a transaction, or nothing of it is kept.

Looking how many rows were changed would be a way to the server. So the server itself looks, and
ends the transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from psycopg import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg
    from psycopg import Cursor

    from copilot_tui.errors import StoreError

_IN_VAIN: Final = errors.DivisionByZero
"""What the server says then; nothing else that it is asked divides."""


def changing(statement: bytes) -> bytes:
    """The statement made one that fails where it changes no row."""
    return b"WITH changed AS (%s RETURNING 1) SELECT 1 / least(count(*), 1) FROM changed" % (
        statement
    )


class Required:
    """The statements of one transaction that have to change something."""

    def __init__(self) -> None:
        self._asked: list[tuple[Cursor[Any], Callable[[], StoreError]]] = []

    def clear(self) -> None:
        """Begin with another transaction."""
        self._asked.clear()

    def add(self, cursor: Cursor[Any], otherwise: Callable[[], StoreError]) -> None:
        """Note one.

        Args:
            cursor: that a statement of `changing` is given to.
            otherwise: makes the error for whoever asked, if it changes nothing.
        """
        self._asked.append((cursor, otherwise))

    def missed(self, error: psycopg.Error) -> StoreError | None:
        """What the failure of a transaction means, if it is that one of these was in vain."""
        if not isinstance(error, _IN_VAIN):
            return None
        failed = (otherwise for cursor, otherwise in self._asked if cursor.pgresult is None)
        return next((otherwise() for otherwise in failed), None)
