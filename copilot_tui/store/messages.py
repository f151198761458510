"""Adding messages to the tree and taking them out of it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.store.adding_messages import insert_at_end, insert_message
from copilot_tui.store.drafts import replace_draft
from copilot_tui.store.failures import missing
from copilot_tui.store.later import Added, conversation_later, is_only_later, message_later
from copilot_tui.store.pictures import use_attached
from copilot_tui.store.removal import remove_alone, remove_with_rest, undo_removal
from copilot_tui.store.search_index import add_to_index
from copilot_tui.store.tree import select_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.store.database import Database, RowId, SqlValue
    from copilot_tui.store.removal import Removed

_SENT = (Role.USER, Status.COMPLETE)


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
            now = self._database.now()
            message = insert_message(
                self._database, conversation, parent, *_SENT, _columns(content, now)
            )
            added = self._sent(conversation, message, content, now)
        return added()

    def add_at_end(
        self,
        conversation: int,
        content: str,
        *,
        draft: str | None = "",
        uid: bytes | None = None,
    ) -> Added:
        """Keep what the user sends below the active leaf, as `add_user_message` does.

        Args:
            conversation: row id.
            content: clean text.
            draft: see `add_user_message`.
            uid: its name, by which it is known before it is kept; 16 bytes.

        Returns:
            What is looked at best when the transaction has been kept: then it is known.
        """
        with self._database.writing():
            if draft is not None:
                replace_draft(self._database, conversation, draft)
            now = self._database.now()
            columns = _columns(content, now)
            message = insert_at_end(self._database, conversation, *_SENT, columns, uid)
            return self._added(conversation, message, content, now)

    def add_version(
        self,
        replaced: int,
        content: str,
        *,
        draft: str | None = "",
        uid: bytes | None = None,
    ) -> Added:
        """Keep what the user sends as another version of a message, which begins a new branch.

        Args:
            replaced: the message whose new version it is, and in whose draft it was written.
            content: clean text.
            draft: see `add_user_message`.
            uid: see `add_at_end`.

        Returns:
            See `add_at_end`.
        """
        with self._database.writing():
            before = select_row(self._database, replaced)
            conversation = before["conversation"]
            if draft is not None:
                replace_draft(self._database, conversation, draft, replaced)
            now = self._database.now()
            message = insert_message(
                *(self._database, conversation, before["parent"], *_SENT),
                _columns(content, now),
                uid,
            )
            return self._added(conversation, message, content, now)

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
            conversation, content = row["conversation"], row["content"]
            now = self._database.now()
            message = insert_at_end(self._database, conversation, *_SENT, _columns(content, now))
            added = self._sent(conversation, message, content, now)
        return added()

    def set_active_leaf(self, conversation: int, leaf: int | None) -> None:
        """Make the path that ends in `leaf` the visible one; None shows an empty log."""
        with self._database.writing():
            self._database.must_change(
                """
                UPDATE conversations SET active_leaf = ?1
                WHERE id = ?2 AND (CAST(?1 AS BIGINT) IS NULL
                    OR EXISTS (SELECT 1 FROM messages WHERE id = ?1 AND conversation = ?2))
                """,
                *(leaf, conversation),
                otherwise=lambda: missing("message"),
            )

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

    def _added(self, conversation: int, message: RowId, content: str, now: float) -> Added:
        return Added(
            self._sent(conversation, message, content, now),
            conversation_later(self._database, conversation),
            is_only_later(self._database, message),
        )

    def _sent(
        self, conversation: int, message: RowId, content: str, now: float
    ) -> Callable[[], Message]:
        self._database.execute(
            "UPDATE conversations SET active_leaf = ?, updated = ?, deleted_at = NULL WHERE id = ?",
            *(message, now, conversation),
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
        return message_later(self._database, message)


def _columns(content: str, now: float) -> dict[str, SqlValue]:
    """What a message that is sent has in its row from the beginning."""
    return {"content": content, "finished": now}


def prompt_digest(text: str) -> str:
    """What the prompt history knows a text by."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()
