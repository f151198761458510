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
from copilot_tui.store.postgres.connection import for_the_store, settings
from copilot_tui.store.postgres.encoding import check_encoding
from copilot_tui.store.postgres.failures import newer_schema
from copilot_tui.store.postgres.schema import MIGRATIONS, migrate
from copilot_tui.store.postgres.unfit import check_is_ours, misfit
from copilot_tui.store.postgres.version_1 import PERSON, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from psycopg import Connection, Pipeline
    from psycopg.rows import DictRow

_STANDING = f"""
SELECT version, (SELECT changes FROM {SCHEMA}.people WHERE person = {PERSON}) AS changes
FROM {SCHEMA}.schema_version
"""

_OTHERWISE_MADE = (errors.UndefinedTable, errors.UndefinedColumn, errors.InsufficientPrivilege)
"""What the server says of tables that are not there, or not ours."""

_ONE_BY_ONE = 5
"""How often to look for what is left; each look ends at a fault, and few are ever sent."""


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


def settle(pipeline: Pipeline) -> None:
    """Take what was sent before, and its faults, off the way of what comes next.

    A fault is raised as soon as it comes in, and what was sent behind it may come in later.
    """
    for _ in range(_ONE_BY_ONE):
        with suppress(psycopg.Error):
            pipeline.sync()
            return


def open_connection(dial: Callable[[], Connection[Any]], place: str, lock_timeout: float) -> Opened:
    """Connect, and bring the schema up to date where it is not.

    Where it is, one round trip after the connection is enough.

    Args:
        dial: see `PostgresDatabase`.
        place: which database it is, in words without a password.
        lock_timeout: how long to wait for somebody else's lock, in seconds.

    Raises:
        psycopg.Error: it cannot be used.
        StoreError: there is no connection, a newer program or none of ours has made the schema,
            or the database cannot hold all texts.
    """
    with ExitStack() as failing:
        connection = for_the_store(dial())
        failing.callback(connection.close)
        check_encoding(connection, place)
        cleanup = ExitStack()
        pipeline = cleanup.enter_context(connection.pipeline())
        standing = _look(connection, pipeline, place, lock_timeout)
        if standing.version > len(MIGRATIONS):
            raise newer_schema(place, standing.version, len(MIGRATIONS))
        if standing.version < 0:
            raise misfit(place, f"The number is {standing.version}.")
        if standing.version < len(MIGRATIONS) or standing.sees_all:
            cleanup.close()
            _prepare(connection, standing, lock_timeout)
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


def _look(
    connection: Connection[DictRow], pipeline: Pipeline, place: str, lock_timeout: float
) -> _Standing:
    connection.execute(settings(lock_timeout))
    role = connection.execute(SEES_ALL.encode())
    schema = connection.execute(_STANDING.encode())
    # Whether there is a table can only be asked by using it, or it would take another trip.
    try:
        pipeline.sync()
    except _OTHERWISE_MADE as error:
        settle(pipeline)
        check_is_ours(connection, place)
        if not isinstance(error, errors.UndefinedTable):
            raise
    sees_all = bool((role.fetchone() or {}).get("sees_all"))
    row = schema.fetchone() if schema.pgresult else None
    if row is None:
        return _Standing(0, 0, sees_all)
    return _Standing(row["version"], row["changes"] or 0, sees_all)


def _prepare(connection: Connection[DictRow], standing: _Standing, lock_timeout: float) -> None:
    """What is done for the first time, outside a pipeline."""
    if standing.version < len(MIGRATIONS):
        migrate(connection)
        # What was set before went with the look at a table that was not there.
        connection.execute(settings(lock_timeout))
    if standing.sees_all:
        _act_as_everybody(connection)


def _act_as_everybody(connection: Connection[DictRow]) -> None:
    role = connection.execute(IS_EVERYBODY.encode()).fetchone()
    if role is None or not role["is_member"]:
        # Another copy may do it at the same time.
        with suppress(errors.DuplicateObject, errors.UniqueViolation), connection.transaction():
            if role is None:
                connection.execute(ADD_EVERYBODY.encode())
            connection.execute(BECOME_MEMBER.encode())
    connection.execute(ACT_AS_EVERYBODY.encode())
