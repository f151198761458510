"""A database on a server as the program opens it, by its URL."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psycopg

from copilot_tui.config.database_address import database_address
from copilot_tui.config.database_password import DatabasePassword
from copilot_tui.config.database_setting import DatabaseSetting
from copilot_tui.store.database import BUSY_TIMEOUT
from copilot_tui.store.postgres.connecting import dial
from copilot_tui.store.postgres.connection import for_the_store
from copilot_tui.store.postgres.database import PostgresDatabase

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg import Connection
    from psycopg.rows import DictRow

    from copilot_tui.store.database import Database


def database_at(
    url: str, *, busy_timeout: float = BUSY_TIMEOUT, clock: Callable[[], float] = time.time
) -> PostgresDatabase:
    """Open it; a password is in the URL if one is needed.

    Raises:
        StoreError: see `PostgresDatabase`.
    """
    address = database_address(url)
    password = DatabasePassword(DatabaseSetting(address), {})
    return PostgresDatabase(
        lambda: dial(address, password),
        place=address.shown,
        busy_timeout=busy_timeout,
        clock=clock,
    )


def connection_at(url: str) -> Connection[DictRow]:
    """A connection as the store has it, by hand."""
    return for_the_store(psycopg.connect(url, autocommit=True))


def drop_connection(database: Database) -> None:
    """Have a database on a server lose its connection; it makes another one when it needs it."""
    assert isinstance(database, PostgresDatabase)
    database._opened.connection.close()
