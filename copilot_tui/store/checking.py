"""Whether a conversation file is whole, and what is in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.store.failures import UNREADABLE

if TYPE_CHECKING:
    from pathlib import Path

_CHECK_SEARCH = "INSERT INTO search (search) VALUES ('integrity-check')"


class Contents(NamedTuple):
    """How much a file holds, without what is in the trash.

    Attributes:
        conversations: how many.
        messages: in all of them.
    """

    conversations: int
    messages: int

    def __str__(self) -> str:
        return f"{_counted(self.conversations, 'conversation')} with " + _counted(
            self.messages, "message"
        )


def is_whole(path: Path) -> bool:
    """Read all of a conversation file and tell whether it makes sense.

    Raises:
        sqlite3.OperationalError: it cannot be read just now.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            return is_sound(connection)
    except sqlite3.OperationalError:
        raise
    except UNREADABLE:
        return False


def is_sound(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds no fault in the file behind a connection.

    Raises:
        sqlite3.DatabaseError: it does, and gives up.
    """
    (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
        return False
    has_search = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'search'").fetchone()
    if has_search is not None:
        # This looks like writing and is none (sqlite.org/fts5.html, 6.4).
        connection.execute("BEGIN")
        connection.execute(_CHECK_SEARCH)
        connection.execute("ROLLBACK")
    return True


def contents(connection: sqlite3.Connection) -> Contents:
    """Count what the file behind a connection holds."""
    (conversations,) = connection.execute(
        "SELECT count(*) FROM conversations WHERE deleted_at IS NULL"
    ).fetchone()
    (messages,) = connection.execute(
        """
        SELECT count(*) FROM messages JOIN conversations
            ON conversations.id = messages.conversation
        WHERE messages.deleted_at IS NULL AND conversations.deleted_at IS NULL
        """
    ).fetchone()
    return Contents(conversations, messages)


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
