"""What can be found out about a database without changing anything in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.store.postgres.refusals import refusal
from copilot_tui.store.postgres.schema import MARKS, MIGRATIONS
from copilot_tui.store.postgres.search_schema import OUT_OF_REACH

if TYPE_CHECKING:
    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.store.postgres.connecting import Connected

NEWEST: Final = len(MIGRATIONS)
"""The version of the tables that this program makes."""

_FACTS = """
SELECT current_setting('server_version'),
       current_setting('server_encoding'),
       current_user,
       current_setting('transaction_read_only') = 'on',
       role.rolsuper OR role.rolbypassrls,
       has_database_privilege(current_database(), 'CREATE'),
       to_regnamespace('copilot_tui') IS NOT NULL,
       EXISTS (
           SELECT FROM pg_class
           WHERE relnamespace = to_regnamespace('copilot_tui') AND relname = 'schema_version'
       ),
       ARRAY (
           SELECT CAST(relname AS text) FROM pg_class
           WHERE relnamespace = to_regnamespace('copilot_tui') AND relkind = 'r'
       )
FROM pg_roles AS role
WHERE role.rolname = current_user
"""
# One table gives nobody the right to delete, so that right is not asked for; what the search
# alone may touch is nobody's.
_RIGHTS = """
SELECT has_schema_privilege('copilot_tui', 'USAGE'),
       count(*) FILTER (
           WHERE NOT (
               has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
               AND has_table_privilege(oid, 'UPDATE')
           )
       )
FROM pg_class
WHERE relnamespace = to_regnamespace('copilot_tui') AND relkind = 'r'
      AND relname <> ALL (%(closed)s)
"""
_RECORD = "schema_version"
_VERSION = "SELECT max(version) FROM copilot_tui.schema_version"


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """A database and what its user may do there.

    Attributes:
        version: of the server, as it says it.
        encoding: of the texts; only UTF8 holds all of them.
        user: who is connected.
        is_read_only: whether nothing can be written, as on a standby.
        is_above_rows: whether row-level security does not hold for the user.
        may_make_schema: whether the user may make the schema of the conversations.
        has_schema: whether it is there.
        schema_version: of the tables, as they say it; None where none can be read.
        tables_version: the newest version of which a table is there; 0 where there is none.
        may_use_schema: whether the user may look into the schema.
        closed_tables: how many tables the user may not read and write.
    """

    version: str
    encoding: str
    user: str
    is_read_only: bool
    is_above_rows: bool
    may_make_schema: bool
    has_schema: bool
    schema_version: int | None
    tables_version: int
    may_use_schema: bool
    closed_tables: int


def server_facts(connected: Connected, address: DatabaseAddress) -> ServerFacts:
    """Look at the database of a connection.

    Args:
        connected: to it.
        address: for what is said when it breaks off.

    Raises:
        StoreError: the connection has broken off.
    """
    import psycopg

    connection = connected.connection
    try:
        row = connection.execute(_FACTS).fetchone()
        assert row is not None
        version, encoding, user, is_read_only, is_above, may_make, has_schema, *tables = row
        has_record, names = tables
        may_use, closed, schema_version = False, 0, None
        if has_schema:
            rights = connection.execute(_RIGHTS, {"closed": [*OUT_OF_REACH, _RECORD]}).fetchone()
            assert rights is not None
            may_use, closed = rights
        if has_record and may_use:
            schema_version = _version(connected)
    except psycopg.Error as error:
        raise refusal(error, address) from error
    return ServerFacts(
        version=str(version).partition(" ")[0],
        encoding=encoding,
        user=user,
        is_read_only=is_read_only,
        is_above_rows=is_above,
        may_make_schema=may_make,
        has_schema=has_schema,
        schema_version=schema_version,
        tables_version=max((n for n, mark in enumerate(MARKS, 1) if mark in names), default=0),
        may_use_schema=may_use,
        closed_tables=closed,
    )


def _version(connected: Connected) -> int | None:
    """The version of the tables; None where the user may not read the record of it."""
    from psycopg.errors import InsufficientPrivilege

    try:
        row = connected.connection.execute(_VERSION).fetchone()
    except InsufficientPrivilege:
        return None
    return None if row is None else row[0]
