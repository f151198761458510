"""Putting rows that were found on single pages among those that SQLite could read."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.store.carving import CarvedRow, carve
from copilot_tui.store.salvage_rows import LOST, columns_of, sensible

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path

    from copilot_tui.store.database import SqlValue

REST_LOST = "\n\n(The rest of this text could not be recovered.)"

_CONVERSATION_ID = 1
_ROLE, _STATUS = 4, 5
_COLUMNS_OF_MESSAGES = 20
_FIRST_COLUMNS_OF_CONVERSATIONS = 14
"""So many the first version had; later ones are at the end."""


def insert(target: sqlite3.Connection, table: str, row: Mapping[str, SqlValue]) -> None:
    """Put in a row, unless there is one of the same id: that comes of the damage."""
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    target.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))


def add_carved(target: sqlite3.Connection, copy: Path) -> None:
    """Add the messages and conversations that only their own pages still tell of.

    Args:
        target: the new file, with all that SQLite could read.
        copy: of the damaged file.
    """
    for carved in carve(copy.read_bytes()):
        table = _table_of(carved)
        if table is None:
            continue
        columns = columns_of(target, table)
        values = [carved.row_id, *carved.values[1:]]
        row = sensible(columns[: len(values)], values[: len(columns)])
        if row is None:
            continue
        if table == "messages" and not carved.is_whole:
            text = row.get("content")
            row["content"] = f"{text if isinstance(text, str) else ''}{REST_LOST}"
        insert(target, table, row)
        if table == "messages":
            target.execute(
                "UPDATE messages SET content = ?, reasoning = ? WHERE id = ? AND content = ?",
                (row.get("content", ""), row.get("reasoning", ""), carved.row_id, LOST),
            )


def _table_of(row: CarvedRow) -> str | None:
    """Which table a row is of, by what stands in its columns; None if in neither of the two."""
    # Where a column is the id, NULL stands on the page.
    if not row.values or row.values[0] is not None:
        return None
    if len(row.values) == _COLUMNS_OF_MESSAGES and row.values[_ROLE] in set(Role):
        return "messages" if row.values[_STATUS] in set(Status) else None
    if len(row.values) >= _FIRST_COLUMNS_OF_CONVERSATIONS:
        with suppress(ValueError):
            UUID(str(row.values[_CONVERSATION_ID]))
            return "conversations"
    return None
