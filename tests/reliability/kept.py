"""What is in a file of conversations, read without the program's own code."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

Row: TypeAlias = tuple[object, ...]
Dump: TypeAlias = Mapping[str, list[Row]]

_TABLES = """
SELECT name FROM sqlite_master
WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%'
    AND (name NOT LIKE 'search%' OR name = 'search_pending')
ORDER BY name
"""
_LEFT_OUT = {("conversations", "conversation_id"), ("drafts", "updated")}
"""What differs between two files that the same was done to: what is random, and what the
next start sets to its own time."""


_TO_BE_MENDED = {
    "rows say streaming": "SELECT count(*) FROM messages WHERE status = 'streaming'",
    "pieces are left in the journal": "SELECT count(*) FROM journal",
    "messages wait for nobody": "SELECT count(*) FROM queued",
}


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def copy_of(path: Path, folder: Path) -> Path:
    """A copy of a file and of its log, as a crash has left them; looked at instead of them.

    Opening the file itself would mend it, and leave nothing to do for the next start.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in (path.name, f"{path.name}-wal"):
        if (path.parent / name).exists():
            shutil.copy(path.parent / name, folder)
    return folder / path.name


def damage(path: Path) -> list[str]:
    """What is wrong with a file, in SQLite's words; nothing if it is whole."""
    with opened(path) as connection:
        try:
            said = [str(line) for (line,) in connection.execute("PRAGMA integrity_check")]
            said += [str(row) for row in connection.execute("PRAGMA foreign_key_check")]
            if _has(connection, "search"):
                # sqlite.org/fts5.html, section 6.4
                connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            said = [repr(error)]
    return [f"integrity_check: {line}" for line in said if line != "ok"]


def unfinished(path: Path) -> list[str]:
    """What the next start has to have mended and has not."""
    faults = []
    with opened(path) as connection:
        for what, query in _TO_BE_MENDED.items():
            try:
                (number,) = connection.execute(query).fetchone()
            except sqlite3.DatabaseError as error:
                return [f"the file cannot be read: {error!r}"]
            if number:
                faults.append(f"{number} {what}")
    return faults


def dump(path: Path) -> Dump:
    """All rows of all tables that hold anything, and which messages the search knows."""
    rows: dict[str, list[Row]] = {}
    with opened(path) as connection:
        for (table,) in connection.execute(_TABLES).fetchall():
            columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
            kept = ", ".join(name for name in columns if (table, name) not in _LEFT_OUT)
            rows[table] = connection.execute(f"SELECT {kept} FROM {table} ORDER BY 1, 2").fetchall()
        if _has(connection, "search"):
            indexed = connection.execute("SELECT id FROM search_docsize ORDER BY id")
            rows["search"] = indexed.fetchall()
    return {table: found for table, found in rows.items() if found}


def difference(wanted: Dump, found: Dump) -> str:
    """The first thing that differs, in words; empty when nothing does."""
    for table in sorted({*wanted, *found}):
        theirs, ours = wanted.get(table, []), found.get(table, [])
        if theirs != ours:
            missing = [row for row in theirs if row not in ours]
            surplus = [row for row in ours if row not in theirs]
            return f"{table}: missing {_short(missing)}, surplus {_short(surplus)}"
    return ""


def _short(rows: list[Row]) -> str:
    shown = ", ".join(
        str(tuple(f"{str(value)[:40]}…" if len(str(value)) > 40 else value for value in row))
        for row in rows[:2]
    )
    return f"{len(rows)} rows {shown}"


def _has(connection: sqlite3.Connection, table: str) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    return found is not None
