"""The tables in which an import waits beside a conversation file.

SQLite keeps them in a file of this connection's that nobody else sees
(sqlite.org/inmemorydb.html#temp_db).
"""

from __future__ import annotations

from copilot_tui.store.database import StagingTables
from copilot_tui.store.import_tables import TABLE_NAMES, TABLES

_INDEX_HOMES = "CREATE INDEX IF NOT EXISTS temp.staged_homes ON staged_conversations (home)"

STAGING_TABLES = StagingTables(
    create=TABLES,
    complete=(_INDEX_HOMES,),
    drop=tuple(f"DROP TABLE temp.{name}" for name in TABLE_NAMES),
)
