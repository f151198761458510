"""Unsent text: one for each conversation, and one for each message that is being edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.store.database import Database

# An edit that was left, and forgotten over what was written after it, is no more told of.
_LAST_EDIT = """
SELECT messages.id
FROM drafts
JOIN messages ON messages.id = drafts.edits
JOIN conversations ON conversations.id = messages.conversation
WHERE drafts.updated = (SELECT max(updated) FROM drafts)
    AND drafts.text <> messages.content
    AND messages.deleted_at IS NULL AND conversations.deleted_at IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM messages AS newest
        WHERE newest.id = (SELECT max(message) FROM prompts) AND newest.created > drafts.updated
    )
"""


class Drafts:
    """The table of drafts. Every method can raise `StoreError`.

    The conversation None is the one that does not exist until its first message is sent.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, conversation: int | None, edits: int | None = None) -> str:
        """The unsent text of a conversation; empty if there is none.

        Args:
            conversation: row id, or None.
            edits: the message whose new version it is; None for the plain draft.
        """
        with self._database.reading():
            row = self._database.execute(
                "SELECT text FROM drafts WHERE conversation IS ? AND edits IS ?",
                *(conversation, edits),
            ).fetchone()
            return "" if row is None else str(row["text"])

    def last_edit(self) -> int | None:
        """The message whose new version was the last thing to be written, and was not sent."""
        with self._database.reading():
            row = self._database.execute(_LAST_EDIT).fetchone()
            return None if row is None else int(row["id"])

    def set(self, conversation: int | None, text: str, edits: int | None = None) -> None:
        """Keep unsent text; an empty one removes the draft.

        Args:
            conversation: row id, or None.
            text: clean.
            edits: see `get`.
        """
        with self._database.writing():
            replace_draft(self._database, conversation, text, edits)


def replace_draft(
    database: Database, conversation: int | None, text: str, edits: int | None = None
) -> None:
    """See `Drafts.set`; within a transaction of the caller."""
    # Not an upsert, because a UNIQUE column can hold NULL more than once.
    database.execute(
        "DELETE FROM drafts WHERE conversation IS ? AND edits IS ?", conversation, edits
    )
    if text:
        database.execute(
            "INSERT INTO drafts (conversation, edits, updated, text) VALUES (?, ?, ?, ?)",
            *(conversation, edits, database.now(), text),
        )
