"""Messages that wait for their turn while their conversation still answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.store.drafts import replace_draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from copilot_tui.store.database import Database, Row

_OWN = """
SELECT * FROM queued WHERE owner = ?1 AND conversation = coalesce(?2, conversation) ORDER BY id
"""
_QUEUED = "SELECT id, conversation, created, content FROM queued"


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that waits.

    Attributes:
        id: unique among all that ever waited.
        conversation: row id of the conversation it is to be sent in.
        content: clean text.
        created: Unix time in seconds.
    """

    id: int
    conversation: int
    content: str
    created: float


class Queue:
    """The table of waiting messages. Every method can raise `StoreError`.

    Args:
        database: where they are kept.
        instance_id: this running copy of the program, which will send what it adds.
    """

    def __init__(self, database: Database, instance_id: str) -> None:
        self._database = database
        self._instance_id = instance_id

    def add(self, conversation: int, text: str, draft: str | None = "") -> Queued:
        """Let clean `text` wait; the conversation's plain draft is cleared.

        A conversation that was deleted comes back, as it does for what is sent.

        Args:
            conversation: row id.
            text: clean.
            draft: see `Messages.add_user_message`.
        """
        with self._database.writing():
            self._database.keep_alive()
            now = self._database.now()
            row_id = self._database.insert(
                """
                INSERT INTO queued (id, conversation, owner, created, content)
                VALUES (?, ?, ?, ?, ?)
                """,
                *(conversation, self._instance_id, now, text),
            )
            if draft is not None:
                replace_draft(self._database, conversation, draft)
            self._database.execute(
                "UPDATE conversations SET deleted_at = NULL WHERE id = ?", conversation
            )
            row = self._database.execute(f"{_QUEUED} WHERE id = ?", row_id).fetchone()
            return _queued_from(row)

    def waiting(self, conversation: int) -> list[Queued]:
        """All that waits in a conversation, oldest first, also that of other copies."""
        with self._database.reading():
            rows = self._database.execute(
                f"{_QUEUED} WHERE conversation = ? ORDER BY id", conversation
            )
            return [_queued_from(row) for row in rows]

    def first(self, conversation: int) -> Queued | None:
        """What this copy of the program is to send next in a conversation."""
        with self._database.reading():
            row = self._database.execute(
                f"{_QUEUED} WHERE conversation = ? AND owner = ? ORDER BY id LIMIT 1",
                *(conversation, self._instance_id),
            ).fetchone()
            return None if row is None else _queued_from(row)

    def take(self, queued: int) -> str | None:
        """Remove a waiting message, to send it or to write on; None if it is gone."""
        with self._database.writing():
            row = self._database.execute(
                "SELECT content FROM queued WHERE id = ?", queued
            ).fetchone()
            self._database.execute("DELETE FROM queued WHERE id = ?", queued)
            return None if row is None else str(row["content"])

    def recover(self, is_alive: Callable[[str], bool]) -> int:
        """Put what waited for a program that has died into its conversation's draft.

        It stands there in its order, before a draft that is there already.

        Args:
            is_alive: tells whether the running copy of that id still runs.

        Returns:
            How many messages there were.
        """
        with self._database.reading():
            if not self._left_behind(is_alive):
                return 0
        with self._database.writing():
            # Another copy may have done it while this one waited for the lock.
            left = self._left_behind(is_alive)
            self._put_into_drafts(left)
            return len(left)

    def release(self, conversation: int | None = None) -> str:
        """Put what this copy of the program let wait into the drafts, as `recover` does.

        Args:
            conversation: whose messages; None for all.

        Returns:
            What was put there, the messages separated by blank lines; may be empty.
        """
        with self._database.writing():
            rows = self._database.execute(_OWN, self._instance_id, conversation).fetchall()
            self._put_into_drafts(rows)
            return "\n\n".join(row["content"] for row in rows)

    def _left_behind(self, is_alive: Callable[[str], bool]) -> list[Row]:
        rows = self._database.execute("SELECT * FROM queued ORDER BY id").fetchall()
        owners = {row["owner"] for row in rows} - {self._instance_id}
        dead = {owner for owner in owners if not is_alive(owner)}
        return [row for row in rows if row["owner"] in dead]

    def _put_into_drafts(self, rows: Iterable[Row]) -> None:
        texts: dict[int, list[str]] = {}
        for row in rows:
            texts.setdefault(row["conversation"], []).append(row["content"])
            self._database.execute("DELETE FROM queued WHERE id = ?", row["id"])
        for conversation, waiting in texts.items():
            self._put_before_draft(conversation, waiting)

    def _put_before_draft(self, conversation: int, waiting: list[str]) -> None:
        draft = self._database.execute(
            "SELECT text FROM drafts WHERE conversation = ? AND edits IS NULL", conversation
        ).fetchone()
        texts = waiting if draft is None else [*waiting, draft["text"]]
        replace_draft(self._database, conversation, "\n\n".join(texts))


def _queued_from(row: Row) -> Queued:
    return Queued(
        id=row["id"],
        conversation=row["conversation"],
        content=row["content"],
        created=row["created"],
    )
