"""Bringing the schema on a server from any older version to the newest."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.store.postgres.apart import OPEN_TO_ALL, keep_apart
from copilot_tui.store.postgres.live_schema import LIVE
from copilot_tui.store.postgres.outbox_schema import DELIVERIES
from copilot_tui.store.postgres.search_schema import SEARCH
from copilot_tui.store.postgres.version_1 import PERSON, SCHEMA, TABLES, VERSION_1

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection
    from psycopg.rows import DictRow

Migration: TypeAlias = tuple[str, ...]
"""SQL statements that take the schema from one version to the next."""

NEWER = "CT001"
"""The SQLSTATE by which the schema refuses a program that is older than itself."""

_LOCK = 0x63747569
"""The letters "ctui": the advisory lock of who changes the schema."""

# What every program asks before it writes; each later version has to have them as well, as
# they are what tells an older program that it is one.
_FUNCTIONS = (
    f"""
    CREATE FUNCTION check_version(known integer) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT version FROM {SCHEMA}.schema_version) > known THEN
            RAISE EXCEPTION 'the schema is newer than the program' USING ERRCODE = '{NEWER}';
        END IF;
    END $$
    """,
    f"""
    CREATE FUNCTION begin_writing(known integer)
    RETURNS TABLE (last_id bigint, changes bigint) LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM {SCHEMA}.check_version(known);
        RETURN QUERY SELECT people.last_id, people.changes FROM {SCHEMA}.people
            WHERE person = {PERSON} FOR UPDATE;
        IF NOT FOUND THEN
            INSERT INTO {SCHEMA}.people DEFAULT VALUES ON CONFLICT DO NOTHING;
            RETURN QUERY SELECT people.last_id, people.changes FROM {SCHEMA}.people
                WHERE person = {PERSON} FOR UPDATE;
        END IF;
    END $$
    """,
)
MIGRATIONS: tuple[Migration, ...] = (
    (*VERSION_1, *keep_apart(TABLES), *OPEN_TO_ALL, *_FUNCTIONS),
    SEARCH,
    LIVE,
    DELIVERIES,
)
"""Migration n takes the schema from version n - 1 to n. Only ever add to the end."""

MARKS = ("messages", "search_documents", "leases", "deliveries")
"""For each version a table that is there since then."""

_IS_THERE = f"SELECT to_regclass('{SCHEMA}.schema_version') IS NOT NULL AS is_there"
_HAS_SCHEMA = f"SELECT to_regnamespace('{SCHEMA}') IS NOT NULL AS is_there"
_VERSION = f"SELECT version FROM {SCHEMA}.schema_version"
_NOTICE_DEATH = b"SET LOCAL client_connection_check_interval = '1s'"
_PATIENCE = "60s"
"""How long is waited for another copy that changes the schema; a large one takes long."""


def migrate(connection: Connection[DictRow], migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the schema up to date, all of it or nothing; safe when many do so at once.

    Args:
        connection: in autocommit mode, outside a pipeline.
        migrations: all of them, from the first version on.

    Raises:
        psycopg.Error: the server refused; everything is as it was.
    """
    import psycopg

    with connection.transaction():
        connection.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'".encode())
        # A copy that is killed would keep the others waiting until its statement has ended. Not
        # every server can look for that.
        with suppress(psycopg.Error), connection.transaction():
            connection.execute(_NOTICE_DEATH)
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        # Another copy may have done it while this one waited for the lock.
        version = _version_of(connection)
        if version >= len(migrations):
            return
        if not version:
            _make_schema(connection)
        connection.execute(f"SET LOCAL search_path = {SCHEMA}".encode())
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement.encode())
        connection.execute("UPDATE schema_version SET version = %s", (len(migrations),))


def _version_of(connection: Connection[DictRow]) -> int:
    if not _says_yes(connection, _IS_THERE):
        return 0
    row = connection.execute(_VERSION.encode()).fetchone()
    return 0 if row is None else int(row["version"])


def _make_schema(connection: Connection[DictRow]) -> None:
    if not _says_yes(connection, _HAS_SCHEMA):
        connection.execute(f"CREATE SCHEMA {SCHEMA}".encode())
    table = f"{SCHEMA}.schema_version"
    connection.execute(f"CREATE TABLE {table} (version integer NOT NULL)".encode())
    connection.execute(f"INSERT INTO {table} (version) VALUES (0)".encode())


def _says_yes(connection: Connection[DictRow], question: str) -> bool:
    row = connection.execute(question.encode()).fetchone()
    return row is not None and bool(row["is_there"])
