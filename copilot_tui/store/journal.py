"""Replies while they come in, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Role, Status, Usage
from copilot_tui.store.adding_messages import insert_message
from copilot_tui.store.failures import missing
from copilot_tui.store.handles import spend_handle
from copilot_tui.store.later import content_later, message_later
from copilot_tui.store.pictures import use_attached
from copilot_tui.store.resuming import run_again
from copilot_tui.store.search_index import add_to_index, remove_from_index
from copilot_tui.store.tree import whole_message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from copilot_tui.store.database import Cursor, Database, RowId
    from copilot_tui.store.pieces import Piece

INTERRUPTED = (
    "The program ended before this reply was complete. "
    "What had arrived until then is kept; ask again to get a whole reply."
)
_REPLACE_CONVERSATION_ID = "UPDATE conversations SET conversation_id = ? WHERE id = ?"
_SET_RESULT = """
UPDATE messages SET handle = ?, prompt_tokens = ?, completion_tokens = ?, tokens_exact = ?,
    provider = coalesce(nullif(?, ''), provider), model = coalesce(nullif(?, ''), model)
WHERE id = ?
"""
_ADD_PIECE = """
INSERT INTO journal (message, written, content, reasoning)
SELECT id, ?, ?, ? FROM messages WHERE id = ? AND status = 'streaming'
"""
_UPDATE = """
UPDATE conversations SET updated = ?
WHERE id = (SELECT conversation FROM messages WHERE id = ?)
"""
RUNNING_OWNERS = "SELECT DISTINCT owner FROM messages WHERE status = 'streaming'"


class Journal:
    """Running replies. Every method can raise `StoreError`.

    A reply is a `streaming` message owned by one running copy of the program. Its text
    is kept in pieces, so that a long reply is not written again with every piece; at its
    end the pieces are replaced by the whole.

    Args:
        database: where the messages are.
        instance_id: this running copy of the program.
    """

    def __init__(self, database: Database, instance_id: str) -> None:
        self._database = database
        self._instance_id = instance_id

    def begin(
        self,
        conversation: int,
        parent: int,
        *,
        profile: str,
        provider: str,
        model: str,
        spend_handle_of: int | None = None,
        conversation_id: str | None = None,
        continues: Message | None = None,
    ) -> Message:
        """Add the reply that is about to be asked for, and move the active leaf to it.

        Args:
            conversation: row id.
            parent: the message it answers.
            profile: name of the profile that is asked.
            provider: that is asked; may be empty, as may the model.
            model: that is asked for.
            spend_handle_of: the message whose handle goes into the request. It loses it
                in the same transaction, as a server's thread goes on from a leaf once.
            conversation_id: replaces that of the conversation, when history is rewritten.
            continues: a message with the text that the reply begins with.

        Raises:
            StoreError: also when the handle was spent before; nothing is changed then.
        """
        with self._database.writing():
            self._database.keep_alive()
            message = insert_message(
                *(self._database, conversation, parent, Role.ASSISTANT, Status.STREAMING),
                {
                    "owner": self._instance_id,
                    "profile": profile,
                    "provider": provider,
                    "model": model,
                },
            )
            self._database.execute(
                "UPDATE conversations SET active_leaf = ? WHERE id = ?", message, conversation
            )
            if spend_handle_of is not None:
                spend_handle(self._database, spend_handle_of)
            if conversation_id is not None:
                self._database.execute(_REPLACE_CONVERSATION_ID, conversation_id, conversation)
            if continues is not None:
                self._add_piece(message, continues.content, continues.reasoning)
            begun = message_later(self._database, message)
        if continues is None:
            return begun()
        return replace(begun(), content=continues.content, reasoning=continues.reasoning)

    def restore_handle(self, message: int, handle: str) -> None:
        """Give a spent handle back, for a request that never left."""
        with self._database.writing():
            self._database.execute("UPDATE messages SET handle = ? WHERE id = ?", handle, message)

    def write(self, message: int, content: str, reasoning: str) -> None:
        """Keep the piece that came since the last call; either text may be empty."""
        if not content and not reasoning:
            return
        with self._database.writing():
            self._add_piece(message, content, reasoning)

    def write_all(self, pieces: Sequence[Piece]) -> frozenset[int]:
        """Keep the newest pieces of several replies in one transaction.

        One whose reply is gone, or is not running any more, is left out: it must not keep
        the others from being written. Nothing is waited for long, as it is tried again.

        Returns:
            Row ids of the replies that were left out.
        """
        with self._database.adding():
            added = self._add_all(pieces)
        return self._told_of(added)

    def replace_all(self, pieces: Sequence[Piece]) -> frozenset[int]:
        """Keep the whole text so far of several replies in place of their pieces.

        As for `write_all`, one that is not running is left out.
        """
        with self._database.adding():
            added = self._replace(pieces)
        return self._told_of(added)

    def resume(self, pieces: Sequence[Piece]) -> frozenset[int]:
        """The same, and those that others have interrupted run again.

        Others do so with the replies of a copy of which they hear nothing for long, such as
        one whose machine slept. What it knows of its replies counts.
        """
        with self._database.writing(brief=True):
            self._database.keep_alive()
            run_again(self._database, pieces, self._instance_id)
            added = self._replace(pieces)
        return self._told_of(added)

    def finish(
        self,
        message: int,
        *,
        content: str,
        reasoning: str,
        status: Status,
        error: str = "",
        handle: str | None = None,
        usage: Usage | None = None,
        provider: str = "",
        model: str = "",
    ) -> Message:
        """Replace the pieces by the whole reply; the conversation counts as updated now.

        It may be done again. Nothing is waited for long, as it is tried again if it fails.

        Args:
            message: the reply.
            content: all of its text, clean.
            reasoning: all of its reasoning, clean.
            status: any but `streaming`.
            error: see `Message`.
            handle: see `Message`.
            usage: see `Message`.
            provider: who answered; empty keeps the one that was asked.
            model: what answered; empty keeps the one that was asked for.
        """
        with self._database.writing(brief=True):
            now = self._database.now()
            self._close(message, content, reasoning, status, error, now)
            self._database.execute(
                _SET_RESULT, handle, *_usage_values(usage), provider, model, message
            )
            self._database.execute(_UPDATE, now, message)
            finished = message_later(self._database, message)
        return finished()

    def recover(self, is_alive: Callable[[str], bool]) -> int:
        """Turn replies whose program has died into interrupted ones, with what had arrived.

        Args:
            is_alive: tells whether the running copy of that id still runs.

        Returns:
            How many there were.
        """
        if not self._dead_owners(is_alive):
            return 0
        with self._database.writing():
            # Another copy may have done it while this one waited for the lock.
            dead = self._dead_owners_now(is_alive)
            return sum(self._interrupt_all_of(owner) for owner in dead)

    def _dead_owners(self, is_alive: Callable[[str], bool]) -> list[str]:
        with self._database.reading():
            return self._dead_owners_now(is_alive)

    def _dead_owners_now(self, is_alive: Callable[[str], bool]) -> list[str]:
        owners = self._database.execute(RUNNING_OWNERS).fetchall()
        return [
            row["owner"]
            for row in owners
            if row["owner"] != self._instance_id and not is_alive(row["owner"])
        ]

    def _interrupt_all_of(self, owner: str) -> int:
        rows = self._database.execute(
            "SELECT * FROM messages WHERE status = 'streaming' AND owner IS ?", owner
        ).fetchall()
        for row in rows:
            message = whole_message(self._database, row)
            last_written: float | None = self._database.execute(
                "SELECT max(written) AS last FROM journal WHERE message = ?", message.id
            ).fetchone()["last"]
            self._close(
                *(message.id, message.content, message.reasoning),
                *(Status.INTERRUPTED, INTERRUPTED, last_written or message.created),
            )
        return len(rows)

    def _replace(self, pieces: Sequence[Piece]) -> dict[int, Cursor]:
        for piece in pieces:
            self._database.execute("DELETE FROM journal WHERE message = ?", piece.message)
        return self._add_all(pieces)

    def _add_all(self, pieces: Sequence[Piece]) -> dict[int, Cursor]:
        now = self._database.now()
        return {
            piece.message: self._database.execute(
                _ADD_PIECE, now, piece.content, piece.reasoning, piece.message
            )
            for piece in pieces
        }

    def _told_of(self, added: Mapping[int, Cursor]) -> frozenset[int]:
        """Tell the others; returns what was left out, which is known for nothing by now."""
        left_out = frozenset(message for message, cursor in added.items() if not cursor.rowcount)
        self._database.grew(frozenset(added) - left_out)
        return left_out

    def _add_piece(self, message: RowId, content: str, reasoning: str) -> None:
        self._database.execute(
            "INSERT INTO journal (message, written, content, reasoning) VALUES (?, ?, ?, ?)",
            *(message, self._database.now(), content, reasoning),
        )

    def _close(
        self,
        message: int,
        content: str,
        reasoning: str,
        status: Status,
        error: str,
        finished: float,
    ) -> None:
        before = content_later(self._database, message)
        self._database.must_change(
            """
            UPDATE messages SET content = ?, reasoning = ?, status = ?, error = ?,
                finished = ?, owner = NULL
            WHERE id = ?
            """,
            *(content, reasoning, status, error, finished, message),
            otherwise=lambda: missing("message"),
        )
        self._database.execute("DELETE FROM journal WHERE message = ?", message)
        # It is there if this copy slept so long that it was taken for dead.
        remove_from_index(self._database, message, before)
        add_to_index(self._database, message, content)
        use_attached(self._database, message, content)


def _usage_values(usage: Usage | None) -> tuple[int | None, int | None, bool | None]:
    if usage is None:
        return None, None, None
    return usage.prompt_tokens, usage.completion_tokens, usage.exact
