"""Whether a server may be written just now: one that follows another one may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from psycopg import Connection

_ASK = "SELECT current_setting('transaction_read_only') = 'on'"


def check_writable(connection: Connection[Any], place: str) -> None:
    """Refuse a server that is read-only.

    Args:
        connection: to it, in autocommit mode.
        place: which database it is, in words without a password.

    Raises:
        Unwritable: it is one.
        StoreError: it cannot be asked.
    """
    import psycopg

    from copilot_tui.store.postgres.failures import read_only, store_error

    try:
        row = connection.execute(_ASK).fetchone()
    except psycopg.Error as error:
        raise store_error(error, place) from error
    if row is not None and row[0]:
        raise read_only(place)
