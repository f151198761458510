"""Reading much at once, for commands that print what is there."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.store.database import NO_LIMIT
from copilot_tui.store.failures import store_error
from copilot_tui.store.rows import CONVERSATION_COLUMNS, conversation_from
from copilot_tui.store.tree import whole_message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.store.database import Database

NEWEST = f"""
SELECT {CONVERSATION_COLUMNS},
    (SELECT count(*) FROM messages
     WHERE messages.conversation = conversations.id AND messages.deleted_at IS NULL) AS messages
FROM conversations WHERE (deleted_at IS NOT NULL) = ?
ORDER BY coalesce(deleted_at, updated) DESC, id DESC LIMIT ?
"""
EVERY_BRANCH = """
SELECT * FROM messages WHERE conversation = ? AND deleted_at IS NULL ORDER BY id
"""
TITLES = """
SELECT id, title FROM conversations WHERE deleted_at IS NULL ORDER BY opened DESC, id DESC LIMIT ?
"""

ENDING_IN = f"""
SELECT {CONVERSATION_COLUMNS} FROM conversations
WHERE id >= ? AND id % ? = ? AND (deleted_at IS NULL OR ?) ORDER BY opened DESC, id DESC LIMIT ?
"""
TITLED_WITH = f"""
SELECT {CONVERSATION_COLUMNS} FROM conversations
WHERE deleted_at IS NULL AND title LIKE ? ORDER BY opened DESC, id DESC LIMIT ?
"""

LEAST_LONG: Final = 10_000_000
"""The least number that is too long to be typed; lists show its last digits."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation in a list.

    Attributes:
        conversation: itself.
        messages: how many it has on all branches, without deleted ones.
    """

    conversation: Conversation
    messages: int


class Listing:
    """What is printed of many conversations. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def conversations(self, *, limit: int | None = None, deleted: bool = False) -> list[Listed]:
        """All conversations, the newest first, wherever they are pinned.

        Args:
            limit: the most to return; None returns all.
            deleted: those in the trash, the last deleted first, instead of the others.
        """
        with self._database.reading():
            rows = self._database.execute(NEWEST, deleted, NO_LIMIT if limit is None else limit)
            return [Listed(conversation_from(row), row["messages"]) for row in rows]

    def ending_in(
        self, digits: str, *, limit: int, with_deleted: bool = False
    ) -> list[Conversation]:
        """Those whose long numbers end in some digits, most recently opened first.

        Args:
            digits: at most 18.
            limit: the most to return.
            with_deleted: whether those in the trash are among them.
        """
        with self._database.reading():
            rows = self._database.execute(
                *(ENDING_IN, LEAST_LONG, 10 ** len(digits), int(digits), with_deleted, limit)
            )
            return [conversation_from(row) for row in rows]

    def titled_with(self, digits: str, *, limit: int) -> list[Conversation]:
        """Those outside the trash with some digits in their titles, most recently opened first.

        Args:
            digits: nothing else, as some characters would stand for any.
            limit: the most to return.
        """
        with self._database.reading():
            rows = self._database.execute(TITLED_WITH, f"%{digits}%", limit)
            return [conversation_from(row) for row in rows]

    def messages(self, conversation: int) -> list[Message]:
        """The messages of all branches of a conversation, oldest first; without deleted ones."""
        with self._database.reading():
            rows = self._database.execute(EVERY_BRANCH, conversation).fetchall()
            return [whole_message(self._database, row) for row in rows]


def glance_at_titles(path: Path, limit: int) -> Iterator[tuple[int, str]]:
    """Numbers and titles of the conversations turned to last, read without opening the store.

    Nothing is made, mended or waited for, so that a shell can ask for it at a key.

    Args:
        path: the conversation file; none are there without it.
        limit: the most to return.

    Raises:
        StoreError: it cannot be read.
    """
    import sqlite3

    from copilot_tui.store.schema import open_untouched
    from copilot_tui.store.stored_text import stored_line

    if not path.exists():
        return
    try:
        with closing(open_untouched(path)) as connection:
            for row_id, title in connection.execute(TITLES, (limit,)):
                yield row_id, stored_line(title)
    except (sqlite3.Error, OSError) as error:
        raise store_error(error, path) from error
