"""The index of the full-text search in a conversation file, as `search_index.py` wants it.

Messages that came in too many at once have
their ids in a range of `search_pending` until their turn has come. What is in the index
stands in `search_docsize`, a table of FTS5's own (sqlite.org/fts5.html, section 9). All
functions run within a transaction of the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.search_text import search_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.store.database import Database, RowId

# FTS5 does not keep the text, so it must be told what it takes out. Of what was never in
# the index it would say that the file is damaged.
_REMOVE = "INSERT INTO search (search, rowid, tokens) VALUES ('delete', ?, ?)"
_IS_INDEXED = "SELECT 1 FROM search_docsize WHERE id = ?"
_INDEXED_OF_CONVERSATION = """
SELECT messages.id, messages.content FROM messages
JOIN search_docsize ON search_docsize.id = messages.id
WHERE messages.conversation = ?
"""
_NEWEST_OF_RANGE = """
SELECT id, content, status = 'streaming'
    OR EXISTS (SELECT 1 FROM search_docsize WHERE search_docsize.id = messages.id) AS passed
FROM messages WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?
"""


def add_to_index(database: Database, message: RowId, content: str) -> None:
    """Make a message that is whole now findable."""
    database.execute(
        "INSERT INTO search (rowid, tokens) VALUES (?, ?)", message, search_form(content)
    )


def remove_from_index(database: Database, message: int, content: Callable[[], str]) -> None:
    """Take a message out of the index if it is there; `content` tells the indexed text."""
    if database.execute(_IS_INDEXED, message).fetchone() is not None:
        database.execute(_REMOVE, message, search_form(content()))


def remove_conversation_from_index(database: Database, conversation: int) -> None:
    """Take all messages of a conversation out of the index."""
    for row in database.execute(_INDEXED_OF_CONVERSATION, conversation).fetchall():
        database.execute(_REMOVE, row["id"], search_form(row["content"]))


def index_later(database: Database, first: int, last: int) -> None:
    """Leave messages that were written together to `index_pending`, by their ids."""
    database.execute("INSERT INTO search_pending (first, last) VALUES (?, ?)", first, last)


def index_pending(database: Database, batch: int) -> bool:
    """Index up to `batch` of the messages that wait for it, the newest first.

    Returns:
        Whether there may be more.
    """
    pending = database.execute(
        "SELECT rowid, first, last FROM search_pending ORDER BY last DESC LIMIT 1"
    ).fetchone()
    if pending is None:
        return False
    rows = database.execute(_NEWEST_OF_RANGE, pending["first"], pending["last"], batch).fetchall()
    for row in rows:
        if not row["passed"]:
            add_to_index(database, row["id"], row["content"])
    if len(rows) < batch:
        database.execute("DELETE FROM search_pending WHERE rowid = ?", pending["rowid"])
    else:
        database.execute(
            "UPDATE search_pending SET last = ? WHERE rowid = ?",
            *(rows[-1]["id"] - 1, pending["rowid"]),
        )
    return True
