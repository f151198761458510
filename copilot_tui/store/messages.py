"""Adding messages to the tree and taking them out of it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.store.drafts import replace_draft
from copilot_tui.store.failures import missing
from copilot_tui.store.pictures import use_attached
from copilot_tui.store.removal import remove_alone, remove_with_rest, undo_removal
from copilot_tui.store.rows import message_from
from copilot_tui.store.search_index import add_to_index
from copilot_tui.store.tree import select_row
from copilot_tui.store.uid import new_uid

if TYPE_CHECKING:
    from copilot_tui.store.database import Database
    from copilot_tui.store.removal import Removed


class Messages:
    """Changes of the tree of messages. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_user_message(
        self,
        conversation: int,
        parent: int | None,
        content: str,
        *,
        edits: int | None = None,
        draft: str | None = "",
    ) -> Message:
        """Keep what the user sends, and move the active leaf to it.

        In the same transaction it becomes the newest prompt of the prompt history, the
        draft it was written in is cleared, and a deleted conversation comes back.

        Args:
            conversation: row id.
            parent: the message it follows; None for a first one.
            content: clean text.
            edits: the message whose new version it is, so that it was written in that
                one's draft; None clears the conversation's plain draft.
            draft: what that draft is from now on, in place of being cleared; None leaves it.
        """
        with self._database.writing():
            if draft is not None:
                replace_draft(self._database, conversation, draft, edits)
            return self._add(conversation, parent, content)

    def add_queued(self, queued: int) -> Message | None:
        """Keep a message that has waited for its turn, below the active leaf.

        It waits no longer in the same transaction; drafts are left as they are.

        Args:
            queued: see `Queued.id`.

        Returns:
            None if it is gone.
        """
        with self._database.writing():
            row = self._database.execute(
                "DELETE FROM queued WHERE id = ? RETURNING conversation, content", queued
            ).fetchone()
            if row is None:
                return None
            leaf = self._database.execute(
                "SELECT active_leaf FROM conversations WHERE id = ?", row["conversation"]
            ).fetchone()["active_leaf"]
            return self._add(row["conversation"], leaf, row["content"])

    def set_active_leaf(self, conversation: int, leaf: int | None) -> None:
        """Make the path that ends in `leaf` the visible one; None shows an empty log."""
        with self._database.writing():
            changed = self._database.execute(
                """
                UPDATE conversations SET active_leaf = ?1
                WHERE id = ?2 AND (CAST(?1 AS BIGINT) IS NULL
                    OR EXISTS (SELECT 1 FROM messages WHERE id = ?1 AND conversation = ?2))
                """,
                *(leaf, conversation),
            ).rowcount
            if not changed:
                raise missing("message")

    def delete(self, message: int) -> Removed:
        """Take a message and all that follows it out of sight. Nothing is erased.

        If it is visible, the active leaf moves to the newest other version of the
        message, or else to its parent.

        Returns:
            What `undo` wants.
        """
        with self._database.writing():
            return remove_with_rest(self._database, message)

    def remove(self, message: int) -> Removed:
        """Take one message out of sight; what follows it follows its parent from now on.

        What follows loses its handles, as a server's thread knows another history.
        Nothing is erased.

        Returns:
            What `undo` wants.
        """
        with self._database.writing():
            return remove_alone(self._database, message)

    def undo(self, removed: Removed) -> None:
        """Undo `delete` or `remove`. What was written since then stays.

        The visible path is as before where the removal had changed it.
        """
        with self._database.writing():
            undo_removal(self._database, removed)

    def _add(self, conversation: int, parent: int | None, content: str) -> Message:
        now = self._database.now()
        message = insert_message(self._database, conversation, parent, Role.USER, Status.COMPLETE)
        self._database.execute(
            "UPDATE messages SET content = ?, finished = ? WHERE id = ?", content, now, message
        )
        self._database.execute(
            "UPDATE conversations SET updated = ?, deleted_at = NULL WHERE id = ?",
            *(now, conversation),
        )
        # The same words from earlier give way, so that each prompt is offered once.
        self._database.execute(
            """
            INSERT INTO prompts (message, digest) VALUES (?, ?)
            ON CONFLICT (digest) DO UPDATE SET message = excluded.message
            """,
            *(message, prompt_digest(content)),
        )
        add_to_index(self._database, message, content)
        use_attached(self._database, message, content)
        return message_from(select_row(self._database, message))


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
    message = database.insert(
        """
        INSERT INTO messages (id, conversation, parent, depth, role, status, created)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        *(conversation, parent, depth, role, status, database.now()),
    )
    database.execute("INSERT INTO message_uids (message, uid) VALUES (?, ?)", message, new_uid())
    database.execute("UPDATE conversations SET active_leaf = ? WHERE id = ?", message, conversation)
    return message
