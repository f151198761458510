"""The tables in which an import waits beside a server's: temporary ones of the connection."""

from __future__ import annotations

from copilot_tui.store.database import StagingTables
from copilot_tui.store.import_tables import TABLE_NAMES, TABLES

_COUNTING = "bigint GENERATED ALWAYS AS IDENTITY"
_TYPES = {
    " INTEGER": " bigint",
    " REAL": " double precision",
    " BLOB": " bytea",
    "INDEX temp.": "INDEX ",
    # SQLite counts the rows of every table under this name.
    "TABLE staged_drafts (": f"TABLE staged_drafts (rowid {_COUNTING},",
    "TABLE staged_uses (": f"TABLE staged_uses (rowid {_COUNTING},",
}


def _translated(statement: str) -> str:
    for written, known in _TYPES.items():
        statement = statement.replace(written, known)
    return statement


STAGING_TABLES = StagingTables(
    create=tuple(map(_translated, TABLES)),
    complete=(
        "CREATE INDEX IF NOT EXISTS staged_homes ON staged_conversations (home)",
        # Nobody but their owner can look at temporary tables for the planner.
        *(f"ANALYZE {name}" for name in TABLE_NAMES),
    ),
    drop=tuple(f"DROP TABLE pg_temp.{name}" for name in TABLE_NAMES),
)
