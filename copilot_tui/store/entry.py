"""What the switcher knows of a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from copilot_tui.store.database import Database

ENTRIES = """
SELECT id, title, pinned, unread,
    id IN (SELECT conversation FROM drafts WHERE edits IS NULL) AS has_draft, updated, opened
FROM conversations WHERE deleted_at IS NULL ORDER BY opened DESC, id DESC
"""


class Entry(NamedTuple):
    """A conversation as one of very many; a tuple, which is the quickest thing to make.

    Attributes:
        id: row id of the conversation.
        title: one clean line; may be empty.
        pinned: whether it stays on top of the sidebar.
        unread: whether it holds a reply that nobody has seen.
        has_draft: whether unsent text waits in its composer.
        updated: Unix time in seconds of the last message.
        opened: Unix time in seconds when it was last turned to.
    """

    id: int
    title: str
    pinned: bool
    unread: bool
    has_draft: bool
    updated: float
    opened: float


def select_entries(database: Database) -> list[Entry]:
    """All conversations outside the trash, most recently opened first.

    Runs within a transaction of the caller.
    """
    cursor = database.execute(ENTRIES)
    # Named columns would take half of the time.
    cursor.row_factory = None
    return [
        Entry(row_id, title, pinned == 1, unread == 1, has_draft == 1, updated, opened)
        for row_id, title, pinned, unread, has_draft, updated, opened in cursor.fetchall()
    ]
