"""Adding messages to the tree and taking them out of it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.store.failures import missing
from copilot_tui.store.rows import message_from
from copilot_tui.store.tree import select_newest_leaf, select_row

if TYPE_CHECKING:
    from copilot_tui.store.database import Database

_IS_ON_ACTIVE_PATH = """
WITH RECURSIVE path (message) AS (
    SELECT active_leaf FROM conversations WHERE id = ?
    UNION ALL
    SELECT messages.parent FROM path JOIN messages ON messages.id = path.message
)
SELECT EXISTS (SELECT 1 FROM path WHERE message = ?) AS found
"""


class Messages:
    """Changes of the tree of messages. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_user_message(self, conversation: int, parent: int | None, content: str) -> Message:
        """Keep what the user sends, and move the active leaf to it.

        In the same transaction it becomes the newest prompt of the prompt history, and
        the conversation's draft is cleared.

        Args:
            conversation: row id.
            parent: the message it follows; None for a first one.
            content: clean text.
        """
        with self._database.writing():
            now = self._database.now()
            message = insert_message(
                self._database, conversation, parent, Role.USER, Status.COMPLETE
            )
            self._database.execute(
                "UPDATE messages SET content = ?, finished = ? WHERE id = ?", content, now, message
            )
            self._database.execute(
                "UPDATE conversations SET updated = ? WHERE id = ?", now, conversation
            )
            # The same words from earlier give way, so that each prompt is offered once.
            self._database.execute(
                "INSERT OR REPLACE INTO prompts (message, digest) VALUES (?, ?)",
                message,
                prompt_digest(content),
            )
            self._database.execute("DELETE FROM drafts WHERE conversation = ?", conversation)
            return message_from(select_row(self._database, message))

    def set_active_leaf(self, conversation: int, leaf: int | None) -> None:
        """Make the path that ends in `leaf` the visible one; None shows an empty log."""
        with self._database.writing():
            self._set_active_leaf(conversation, leaf)

    def delete(self, message: int) -> int | None:
        """Take a message and all that follows it out of sight.

        If it is visible, the active leaf moves to the newest other version of the
        message, or else to its parent. Nothing is erased.

        Returns:
            The active leaf from before, as `restore` wants it.
        """
        with self._database.writing():
            row = select_row(self._database, message)
            conversation = row["conversation"]
            active_leaf: int | None = self._database.execute(
                "SELECT active_leaf FROM conversations WHERE id = ?", conversation
            ).fetchone()["active_leaf"]
            self._database.execute(
                "UPDATE messages SET deleted_at = ? WHERE id = ?", self._database.now(), message
            )
            visible = self._database.execute(_IS_ON_ACTIVE_PATH, conversation, message).fetchone()
            if visible["found"]:
                self._set_active_leaf(conversation, self._beside(conversation, row["parent"]))
            return active_leaf

    def restore(self, message: int, *, active_leaf: int | None) -> None:
        """Undo `delete`.

        Args:
            message: the deleted message.
            active_leaf: what `delete` returned.
        """
        with self._database.writing():
            conversation = select_row(self._database, message)["conversation"]
            self._database.execute("UPDATE messages SET deleted_at = NULL WHERE id = ?", message)
            self._set_active_leaf(conversation, active_leaf)

    def _beside(self, conversation: int, parent: int | None) -> int | None:
        newest: int | None = self._database.execute(
            """
            SELECT max(id) AS newest FROM messages
            WHERE conversation = ? AND parent IS ? AND deleted_at IS NULL
            """,
            conversation,
            parent,
        ).fetchone()["newest"]
        return parent if newest is None else select_newest_leaf(self._database, newest)

    def _set_active_leaf(self, conversation: int, leaf: int | None) -> None:
        changed = self._database.execute(
            """
            UPDATE conversations SET active_leaf = ?1 WHERE id = ?2 AND (?1 IS NULL
                OR EXISTS (SELECT 1 FROM messages WHERE id = ?1 AND conversation = ?2))
            """,
            leaf,
            conversation,
        ).rowcount
        if not changed:
            raise missing("message")


def prompt_digest(text: str) -> str:
    """What the prompt history knows a text by."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def insert_message(
    database: Database, conversation: int, parent: int | None, role: Role, status: Status
) -> int:
    """Add an empty message and move the active leaf to it.

    Runs within a transaction of the caller.

    Returns:
        Its row id.

    Raises:
        StoreError: there is no such conversation, or no such parent in it.
    """
    depth = 1
    if parent is not None:
        above = select_row(database, parent)
        if above["conversation"] != conversation:
            raise missing("message")
        depth += above["depth"]
    message = database.execute(
        """
        INSERT INTO messages (conversation, parent, depth, role, status, created)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        *(conversation, parent, depth, role, status, database.now()),
    ).lastrowid
    if message is None:
        raise missing("conversation")
    database.execute("UPDATE conversations SET active_leaf = ? WHERE id = ?", message, conversation)
    return message
