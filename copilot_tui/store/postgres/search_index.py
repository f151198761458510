"""Keeping PostgreSQL's index of the full-text search in step with the messages.

The functions that `store/search_index.py` wants of a back end. All run within a transaction of
the caller. None of them waits for an answer but `index_pending`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.store.postgres.search_keys import array_of, document_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.store.database import Database, RowId

_ADD = "SELECT search_add(CAST(? AS BIGINT), CAST(? AS INTEGER[]))"
_REMOVE_CONVERSATION = "SELECT search_remove(id) FROM messages WHERE conversation = ?"
_PENDING = "SELECT id, first, last FROM search_pending ORDER BY last DESC LIMIT 1"
_NEWEST_OF_RANGE = """
SELECT id, CASE WHEN passed THEN '' ELSE content END AS content, passed FROM (
    SELECT id, content, status = 'streaming' OR search_has(id) AS passed
    FROM messages WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?
) AS newest ORDER BY id DESC
"""


def add_to_index(database: Database, message: RowId, content: str) -> None:
    """Make a message that is whole now findable, or findable by another text."""
    database.execute(_ADD, message, array_of(document_keys(content)))


def remove_from_index(
    database: Database,
    message: int,
    content: Callable[[], str],  # noqa: ARG001
) -> None:
    """Take a message out of the index if it is there."""
    database.execute("SELECT search_remove(?)", message)


def remove_conversation_from_index(database: Database, conversation: int) -> None:
    """Take all messages of a conversation out of the index."""
    database.execute(_REMOVE_CONVERSATION, conversation)


def index_later(database: Database, first: int, last: int) -> None:
    """Leave messages that were written together to `index_pending`, by their ids."""
    database.execute("SELECT search_later(?, ?)", first, last)


def index_pending(database: Database, batch: int) -> bool:
    """Index up to `batch` of the messages that wait for it, the newest first.

    Returns:
        Whether there may be more.
    """
    pending = database.execute(_PENDING).fetchone()
    if pending is None:
        return False
    rows = database.execute(_NEWEST_OF_RANGE, pending["first"], pending["last"], batch).fetchall()
    for row in rows:
        if not row["passed"]:
            add_to_index(database, row["id"], row["content"])
    if len(rows) < batch:
        database.execute("DELETE FROM search_pending WHERE id = ?", pending["id"])
    else:
        database.execute(
            "UPDATE search_pending SET last = ? WHERE id = ?",
            *(rows[-1]["id"] - 1, pending["id"]),
        )
    return True
