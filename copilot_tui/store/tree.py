"""Reading a conversation's tree of messages: paths, branches and their ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.store.failures import missing
from copilot_tui.store.rows import message_from

if TYPE_CHECKING:
    import sqlite3

    from copilot_tui.store.database import Database

PATH = """
WITH RECURSIVE path (message, above) AS (
    SELECT id, parent FROM messages WHERE id = ?
    UNION ALL
    SELECT messages.id, messages.parent
    FROM path JOIN messages ON messages.id = path.above
    LIMIT ?
)
SELECT messages.* FROM path JOIN messages ON messages.id = path.message
ORDER BY messages.depth
"""
CHILDREN = "SELECT * FROM messages WHERE parent = ? AND deleted_at IS NULL ORDER BY id"
SIBLINGS = """
SELECT id FROM messages
WHERE conversation = ? AND parent IS ? AND deleted_at IS NULL ORDER BY id
"""
# A message is always newer than its parent, so the end of the way down is the largest id.
NEWEST_LEAF = """
WITH RECURSIVE way (message) AS (
    SELECT ?
    UNION ALL
    SELECT (SELECT max(id) FROM messages WHERE parent = way.message AND deleted_at IS NULL)
    FROM way WHERE way.message IS NOT NULL
)
SELECT max(message) AS leaf FROM way
"""
_NO_LIMIT = -1


class Tree:
    """The messages as they hang together. Every method can raise `StoreError`.

    A reply that is still coming in is returned with what its journal holds so far.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, message: int) -> Message:
        """One message, also a deleted one."""
        with self._database.reading():
            return whole_message(self._database, select_row(self._database, message))

    def path(self, leaf: int, *, limit: int | None = None) -> list[Message]:
        """The messages from the first one down to `leaf`, oldest first.

        Args:
            leaf: the message that the path ends in.
            limit: only so many of them, the newest; None returns all.
        """
        with self._database.reading():
            return self._path(leaf, limit)

    def path_before(self, message: int, *, limit: int) -> list[Message]:
        """The next older page of a path: up to `limit` messages above `message`."""
        with self._database.reading():
            parent = select_row(self._database, message)["parent"]
            return [] if parent is None else self._path(parent, limit)

    def path_length(self, leaf: int) -> int:
        """How many messages the path to `leaf` has, itself included."""
        with self._database.reading():
            return int(select_row(self._database, leaf)["depth"])

    def children(self, message: int) -> list[Message]:
        """What follows `message`, one for each branch, oldest first; without deleted ones."""
        with self._database.reading():
            rows = self._database.execute(CHILDREN, message).fetchall()
            return [whole_message(self._database, row) for row in rows]

    def siblings(self, message: int) -> list[int]:
        """The ids of all versions of `message`, itself included, oldest first."""
        with self._database.reading():
            row = select_row(self._database, message)
            siblings = self._database.execute(SIBLINGS, row["conversation"], row["parent"])
            return [sibling["id"] for sibling in siblings]

    def newest_leaf(self, message: int) -> int:
        """The end of the path below `message` that takes the newest branch at each fork."""
        with self._database.reading():
            return select_newest_leaf(self._database, message)

    def _path(self, leaf: int, limit: int | None) -> list[Message]:
        rows = self._database.execute(PATH, leaf, _NO_LIMIT if limit is None else limit)
        return [whole_message(self._database, row) for row in rows.fetchall()]


def select_row(database: Database, message: int) -> sqlite3.Row:
    """The row of a message, within a transaction of the caller.

    Raises:
        StoreError: there is none.
    """
    row: sqlite3.Row | None = database.execute(
        "SELECT * FROM messages WHERE id = ?", message
    ).fetchone()
    if row is None:
        raise missing("message")
    return row


def select_newest_leaf(database: Database, message: int) -> int:
    """See `Tree.newest_leaf`; within a transaction of the caller."""
    return int(database.execute(NEWEST_LEAF, message).fetchone()["leaf"])


def whole_message(database: Database, row: sqlite3.Row) -> Message:
    """The message in `row`, with its journal if it is still coming in.

    Runs within a transaction of the caller.
    """
    message = message_from(row)
    if message.status is not Status.STREAMING:
        return message
    pieces = database.execute(
        "SELECT content, reasoning FROM journal WHERE message = ? ORDER BY sequence", message.id
    ).fetchall()
    return replace(
        message,
        content="".join(piece["content"] for piece in pieces),
        reasoning="".join(piece["reasoning"] for piece in pieces),
    )
