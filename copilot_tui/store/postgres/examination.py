"""What can be found out about a database without changing anything in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.store.postgres.refusals import refusal
from copilot_tui.store.postgres.rights import TABLES_OF_SCHEMA, missing_rights
from copilot_tui.store.postgres.schema import MARKS, MIGRATIONS
from copilot_tui.store.postgres.unfit import IS_FOREIGN, RECORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.store.postgres.connecting import Connected
    from copilot_tui.store.postgres.rights import MissingRights

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
       coalesce(has_schema_privilege(to_regnamespace('copilot_tui'), 'CREATE'), false),
       ARRAY (
           SELECT CAST(relname AS text) FROM pg_class
           WHERE relnamespace = to_regnamespace('copilot_tui') AND relkind = 'r'
       )
FROM pg_roles AS role
WHERE role.rolname = current_user
"""
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
        is_foreign: whether somebody else's tables are in it.
        may_make_tables: whether the user may make tables in it.
        schema_version: of the tables, as they say it; None where none can be read.
        tables_version: the newest version of which a table is there; 0 where there is none.
        missing_tables: those that the newest version has, and that are not there.
        missing: the rights that the user lacks in the schema; None where it is not there.
    """

    version: str
    encoding: str
    user: str
    is_read_only: bool
    is_above_rows: bool
    may_make_schema: bool
    has_schema: bool
    is_foreign: bool
    may_make_tables: bool
    schema_version: int | None
    tables_version: int
    missing_tables: Sequence[str]
    missing: MissingRights | None

    @property
    def has_tables(self) -> bool:
        """Whether there are tables of this program."""
        return self.has_schema and RECORD not in self.missing_tables

    @property
    def may_read_version(self) -> bool:
        """Whether the number of the version may be read."""
        missing = self.missing
        return missing is not None and missing.may_use_schema and RECORD not in missing.tables


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
        foreign = connection.execute(IS_FOREIGN.encode()).fetchone()
        assert row is not None
        assert foreign is not None
        *_, has_schema, may_make_tables, names = row
        missing = missing_rights(connection) if has_schema else None
        has_record = RECORD in names and not foreign[0]
        schema_version = _version(connected) if has_record else None
    except psycopg.Error as error:
        raise refusal(error, address) from error
    version, encoding, user, is_read_only, is_above_rows, may_make_schema, *_ = row
    return ServerFacts(
        version=str(version).partition(" ")[0],
        encoding=encoding,
        user=user,
        is_read_only=is_read_only,
        is_above_rows=is_above_rows,
        may_make_schema=may_make_schema,
        has_schema=has_schema,
        is_foreign=bool(foreign[0]),
        may_make_tables=may_make_tables,
        schema_version=schema_version,
        tables_version=max((n for n, mark in enumerate(MARKS, 1) if mark in names), default=0),
        missing_tables=[name for name in TABLES_OF_SCHEMA if name not in names],
        missing=missing,
    )


def _version(connected: Connected) -> int | None:
    """The version of the tables; None where the user may not read the record of it."""
    from psycopg.errors import InsufficientPrivilege

    try:
        row = connected.connection.execute(_VERSION).fetchone()
    except InsufficientPrivilege:
        return None
    return None if row is None else row[0]
