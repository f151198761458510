"""Noting in an outbox what is written, and in which attempt at its delivery it is to go.

A row that is new has a change without a name; one that was known before has one for each
column that was changed. What stands beside them serves to show it, and is on the server.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from copilot_tui.store.uid import new_uid

if TYPE_CHECKING:
    from copilot_tui.store.database import Database

JOURNAL, USES = "journal", "uses"
"""Instead of a column: the pieces of a running reply, and the pictures that a text shows."""

GONE = "gone"
"""Instead of a column: a waiting message was sent or taken back."""

_COUNTED = ("conversations", "messages", "queued")
_SPREAD_BITS = 20
"""See `carrying.py`: copies that are cut off at the same time should not count the same ids."""

_TABLES = (
    "CREATE TABLE outbox (uid BLOB NOT NULL, attempt INTEGER NOT NULL)",
    """
    CREATE TABLE changes (kind, id, name, attempt, PRIMARY KEY (kind, id, name)) WITHOUT ROWID
    """,
    "CREATE VIEW written AS SELECT DISTINCT kind, id FROM changes",
    "CREATE TABLE written_drafts (conversation, edits, owner, before, attempt)",
    "CREATE TABLE seen_drafts (conversation, edits, owner, text)",
    "CREATE TABLE seen_replies (message PRIMARY KEY, content, reasoning)",
)


def make_tables(database: Database) -> None:
    """Make the tables in which it is noted; within a transaction of the caller."""
    for statement in _TABLES:
        database.execute(statement)


def record(database: Database) -> None:
    """Begin to note what is written; within a transaction of the caller.

    New ids are higher than all that are there, and than those of a server that gives few.

    Args:
        database: with what is known of the conversations, which is not noted.
    """
    spread = 1 << _SPREAD_BITS
    start = int(database.now()) * spread
    for kind in _COUNTED:
        highest = database.execute(f"SELECT max(id) AS id FROM {kind}").fetchone()["id"] or 0
        start = max(start, highest)
    start += random.randrange(spread)
    for kind in _COUNTED:
        database.execute("DELETE FROM sqlite_sequence WHERE name = ?", kind)
        database.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", kind, start)
    for statement in _triggers(database):
        database.execute(statement)
    database.execute("INSERT INTO outbox (uid, attempt) VALUES (?, 1)", new_uid())


def is_empty(database: Database) -> bool:
    """Whether nothing was written that is to be delivered; within a transaction."""
    for table in ("changes", "written_drafts", "facts", "pictures"):
        if database.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None:
            return False
    return True


def _triggers(database: Database) -> list[str]:
    triggers = [
        _trigger("queued", "INSERT", _change("queued", "new.id", "")),
        _trigger("queued", "DELETE", _change("queued", "old.id", GONE)),
        _trigger("journal", "INSERT", _change("messages", "new.message", JOURNAL)),
        _trigger("picture_uses", "INSERT", _change("messages", "new.message", USES)),
        _trigger("drafts", "INSERT", _draft("new", "NULL")),
        _trigger("drafts", "DELETE", _draft("old", "old.text")),
        _trigger("drafts", "UPDATE", _draft("old", "old.text") + _draft("new", "NULL")),
    ]
    for kind in ("conversations", "messages"):
        triggers.append(_trigger(kind, "INSERT", _change(kind, "new.id", "")))
        columns = database.execute(f"SELECT name FROM pragma_table_info('{kind}')")
        triggers += [
            # Also where it stays the same: what is known here need not be on the server.
            _trigger(kind, f"UPDATE OF {name}", _change(kind, "new.id", name))
            for (name,) in columns.fetchall()
        ]
    return triggers


def _trigger(table: str, event: str, statements: str) -> str:
    name = f"note_{event.lower().replace(' ', '_')}_{table}"
    return f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {statements} END"


def _change(kind: str, row: str, name: str) -> str:
    return f"""
    INSERT OR REPLACE INTO changes SELECT '{kind}', {row}, '{name}', attempt FROM outbox;
    """


def _draft(row: str, before: str) -> str:
    return f"""
    INSERT INTO written_drafts
    SELECT {row}.conversation, {row}.edits, {row}.owner, {before}, attempt FROM outbox;
    """
