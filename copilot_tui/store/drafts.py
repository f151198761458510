"""Unsent text, one for each conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.store.database import Database


class Drafts:
    """The table of drafts. Every method can raise `StoreError`.

    The conversation None is the one that does not exist until its first message is sent.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, conversation: int | None) -> str:
        """The unsent text of a conversation; empty if there is none."""
        with self._database.reading():
            row = self._database.execute(
                "SELECT text FROM drafts WHERE conversation IS ?", conversation
            ).fetchone()
            return "" if row is None else str(row["text"])

    def set(self, conversation: int | None, text: str) -> None:
        """Keep unsent text; an empty one removes the draft."""
        with self._database.writing():
            # Not an upsert, because a UNIQUE column can hold NULL more than once.
            self._database.execute("DELETE FROM drafts WHERE conversation IS ?", conversation)
            if text:
                self._database.execute(
                    "INSERT INTO drafts (conversation, updated, text) VALUES (?, ?, ?)",
                    *(conversation, self._database.now(), text),
                )
