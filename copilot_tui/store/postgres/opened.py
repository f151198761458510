"""Opening a connection that is ready for the store."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import psycopg
from psycopg import errors

from copilot_tui.store.postgres.apart import (
    ACT_AS_EVERYBODY,
    ADD_EVERYBODY,
    BECOME_MEMBER,
    IS_EVERYBODY,
    SEES_ALL,
)
from copilot_tui.store.postgres.connection import connect, settings
from copilot_tui.store.postgres.failures import newer_schema
from copilot_tui.store.postgres.schema import MIGRATIONS, migrate
from copilot_tui.store.postgres.version_1 import PERSON, SCHEMA

if TYPE_CHECKING:
    from psycopg import Connection, Cursor, Pipeline
    from psycopg.rows import DictRow

_STANDING = f"""
SELECT version, (SELECT changes FROM {SCHEMA}.people WHERE person = {PERSON}) AS changes
FROM {SCHEMA}.schema_version
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection in pipeline mode.

    Attributes:
        connection: in autocommit mode, as transactions are begun and ended by statements.
        pipeline: as long as the connection is open, all goes through it.
        cleanup: ends the pipeline.
        changes: how many this person has made so far.
    """

    connection: Connection[DictRow]
    pipeline: Pipeline
    cleanup: ExitStack
    changes: int

    def close(self) -> None:
        """Close it, whatever state it is in."""
        # Ending the pipeline would wait for the server, which may be gone.
        with suppress(psycopg.Error):
            self.connection.close()
        with suppress(psycopg.Error):
            self.cleanup.close()


def open_connection(url: str, place: str, lock_timeout: float) -> Opened:
    """Connect, and bring the schema up to date where it is not.

    Where it is, one round trip after the connection is enough.

    Args:
        url: whatever libpq takes.
        place: which database it is, in words without a password.
        lock_timeout: how long to wait for somebody else's lock, in seconds.

    Raises:
        psycopg.Error: it cannot be used.
        StoreError: a newer program has made the schema.
    """
    with ExitStack() as failing:
        connection = connect(url)
        failing.callback(connection.close)
        standing = _look(connection, lock_timeout)
        if standing.version > len(MIGRATIONS):
            raise newer_schema(place, standing.version, len(MIGRATIONS))
        if standing.version < len(MIGRATIONS):
            migrate(connection)
            connection.execute(settings(lock_timeout))
        if standing.sees_all:
            _act_as_everybody(connection)
        cleanup = ExitStack()
        pipeline = cleanup.enter_context(connection.pipeline())
        failing.pop_all()
    return Opened(connection, pipeline, cleanup, standing.changes)


class _Standing(NamedTuple):
    """What a connection finds.

    Attributes:
        version: of the schema; 0 where there is none.
        changes: see `Opened`.
        sees_all: whether no rule that keeps people apart holds for this role.
    """

    version: int
    changes: int
    sees_all: bool


def _look(connection: Connection[DictRow], lock_timeout: float) -> _Standing:
    found: Cursor[DictRow] | None = None
    sees_all: Cursor[DictRow] | None = None
    with suppress(errors.UndefinedTable, errors.InvalidSchemaName), connection.pipeline():
        connection.execute(settings(lock_timeout))
        sees_all = connection.execute(SEES_ALL.encode())
        found = connection.execute(_STANDING.encode())
    role = None if sees_all is None else sees_all.fetchone()
    is_superior = role is not None and bool(role["sees_all"])
    if found is None or found.pgresult is None:
        return _Standing(0, 0, is_superior)
    row = found.fetchone()
    if row is None:
        return _Standing(0, 0, is_superior)
    return _Standing(row["version"], row["changes"] or 0, is_superior)


def _act_as_everybody(connection: Connection[DictRow]) -> None:
    role = connection.execute(IS_EVERYBODY.encode()).fetchone()
    if role is None or not role["is_member"]:
        # Another copy may do it at the same time.
        with suppress(errors.DuplicateObject, errors.UniqueViolation), connection.transaction():
            if role is None:
                connection.execute(ADD_EVERYBODY.encode())
            connection.execute(BECOME_MEMBER.encode())
    connection.execute(ACT_AS_EVERYBODY.encode())
