"""The rights that somebody needs in the schema, and how those that are missing are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.store.postgres.apart import EVERYBODY
from copilot_tui.store.postgres.live_schema import LIVE_TABLES
from copilot_tui.store.postgres.outbox_schema import OUTBOX_TABLES
from copilot_tui.store.postgres.search_functions import INNER_FUNCTIONS
from copilot_tui.store.postgres.search_schema import OUT_OF_REACH, PENDING
from copilot_tui.store.postgres.unfit import RECORD
from copilot_tui.store.postgres.version_1 import SCHEMA, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from psycopg import Connection

_PUBLIC: Final = "public"
_ALL: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")

NEEDED: Final[Mapping[str, Sequence[str]]] = {
    **dict.fromkeys((*TABLES, PENDING, *LIVE_TABLES, *OUTBOX_TABLES), _ALL),
    RECORD: ("SELECT",),
    # Nobody has the right to take rows away there.
    "people": ("SELECT", "INSERT", "UPDATE"),
}
"""What everybody needs of each table."""

TABLES_OF_SCHEMA: Final = (*NEEDED, *OUT_OF_REACH)
"""All that there are in the newest version."""

# For whom no rule holds that keeps people apart, acts as everybody else; see `apart`.
_ROLE = f"""
SELECT CASE WHEN rolsuper OR rolbypassrls THEN coalesce(
    (SELECT CAST(rolname AS text) FROM pg_roles WHERE rolname = '{EVERYBODY}'), '{_PUBLIC}'
) ELSE CAST(rolname AS text) END
FROM pg_roles WHERE rolname = current_user
"""
_OF_SCHEMA = f"SELECT has_schema_privilege(%s, '{SCHEMA}', 'USAGE')"
_OF_TABLES = f"""
SELECT CAST(relname AS text), ARRAY (
    SELECT wanted FROM unnest(CAST(%s AS text[])) AS wanted
    WHERE NOT has_table_privilege(%s, pg_class.oid, wanted)
)
FROM pg_class WHERE relnamespace = to_regnamespace('{SCHEMA}') AND relkind = 'r'
ORDER BY relname
"""
_OF_FUNCTIONS = f"""
SELECT format('{SCHEMA}.%%I(%%s)', proname, pg_get_function_identity_arguments(oid)) FROM pg_proc
WHERE pronamespace = to_regnamespace('{SCHEMA}') AND proname <> ALL (%s)
    AND NOT has_function_privilege(%s, oid, 'EXECUTE')
ORDER BY 1
"""
_INNER: Final = [each.partition("(")[0] for each in INNER_FUNCTIONS]


@dataclass(frozen=True, slots=True)
class MissingRights:
    """What somebody may not do and has to.

    Attributes:
        role: whom a right has to be given.
        may_use_schema: whether he may look into the schema.
        tables: the rights that are missing, by the name of the table.
        functions: those that may not be called, as a grant names them.
    """

    role: str
    may_use_schema: bool
    tables: Mapping[str, Sequence[str]]
    functions: Sequence[str]

    def grant(self) -> str:
        """The statements that give just these; empty where none is missing."""
        tables: dict[tuple[str, ...], list[str]] = {}
        for table, rights in self.tables.items():
            tables.setdefault(tuple(rights), []).append(f"{SCHEMA}.{table}")
        granted = [
            *([] if self.may_use_schema else [f"USAGE ON SCHEMA {SCHEMA}"]),
            *(f"{', '.join(rights)} ON {', '.join(names)}" for rights, names in tables.items()),
            *([f"EXECUTE ON FUNCTION {', '.join(self.functions)}"] if self.functions else []),
        ]
        return "; ".join(f"GRANT {each} TO {self._whom()}" for each in granted)

    def _whom(self) -> str:
        if self.role == _PUBLIC:
            return "PUBLIC"
        name = self.role.replace('"', '""')
        return f'"{name}"'


def missing_rights(connection: Connection[Any]) -> MissingRights:
    """Look for them; the schema is there.

    Args:
        connection: of whoever needs the rights.

    Raises:
        psycopg.Error: it cannot be asked.
    """
    role = _first(connection, _ROLE)
    found = dict(connection.execute(_OF_TABLES.encode(), ([*_ALL], role)).fetchall())
    missing = {
        table: rights
        for table, needed in NEEDED.items()
        if (rights := [right for right in needed if right in found.get(table, ())])
    }
    functions = connection.execute(_OF_FUNCTIONS.encode(), (_INNER, role)).fetchall()
    return MissingRights(
        role=str(role),
        may_use_schema=bool(_first(connection, _OF_SCHEMA, role)),
        tables=missing,
        functions=[name for (name,) in functions],
    )


def _first(connection: Connection[Any], question: str, *values: object) -> object:
    row = connection.execute(question.encode(), values).fetchone()
    assert row is not None
    return row[0]
