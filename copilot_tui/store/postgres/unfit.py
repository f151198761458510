"""Tables that this program has not made, or that are not those of the version that they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from copilot_tui.errors import StoreError
from copilot_tui.store.postgres.version_1 import SCHEMA

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import DictRow

RECORD: Final = "schema_version"
"""The table that has the number of the version; it comes with the schema, or with the first of
the others."""

MISFIT: Final = (
    "The tables in the database {place} and the number of their version do not fit together."
)
HOW_TO_FIT: Final = (
    "Restore the database from a copy of pg_dump, or bring what another place has into a new "
    "one: copilot-tui migrate-store."
)
"""What to do then."""

# Another copy may make the schema just now: it and its tables are there at one moment, and one
# look sees either all of it or nothing. An empty schema may be there for us.
IS_FOREIGN: Final = f"""
SELECT count(*) > 0 AND NOT bool_or(
    relname = '{RECORD}' AND EXISTS (
        SELECT FROM pg_attribute
        WHERE attrelid = pg_class.oid AND attname = 'version'
            AND atttypid = CAST('pg_catalog.int4' AS regtype)
    )
) AS is_foreign
FROM pg_class WHERE relnamespace = to_regnamespace('{SCHEMA}')
"""


def check_is_ours(connection: Connection[DictRow], place: str) -> None:
    """Refuse a schema of our name with somebody else's tables in it.

    Args:
        connection: to the database, without a transaction.
        place: which database it is, in words without a password.

    Raises:
        StoreError: it is one.
        psycopg.Error: it cannot be asked.
    """
    row = connection.execute(IS_FOREIGN.encode()).fetchone()
    if row is not None and row["is_foreign"]:
        raise foreign_schema(place)


def foreign_schema(place: str) -> StoreError:
    """The error for tables that are not of this program.

    Args:
        place: which database it is, in words without a password.
    """
    return StoreError(
        f"The schema {SCHEMA} in the database {place} is there already, and it is not of this "
        "program.",
        f"Name another database, or have it renamed: ALTER SCHEMA {SCHEMA} RENAME TO others",
    )


def misfit(place: str, detail: str) -> StoreError:
    """The error for tables that are not those of the version that they say.

    Args:
        place: see `foreign_schema`.
        detail: what is not as it should be.
    """
    return StoreError(MISFIT.format(place=place), HOW_TO_FIT, detail=detail)
