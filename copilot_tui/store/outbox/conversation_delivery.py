"""Bringing conversations from an outbox to the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.store.outbox.passage import values_of
from copilot_tui.store.tree import WAY_UP
from copilot_tui.store.uid import new_uid

if TYPE_CHECKING:
    import sqlite3

    from copilot_tui.store.database import Row, SqlValue
    from copilot_tui.store.outbox.passage import Passage

_WANTED = """
SELECT * FROM conversations WHERE id IN (
    SELECT id FROM changes WHERE kind = 'conversations' AND attempt > ?1
    UNION SELECT conversation FROM messages
    WHERE id IN (SELECT id FROM changes WHERE kind = 'messages' AND attempt > ?1)
    UNION SELECT conversation FROM written_drafts WHERE attempt > ?1
    UNION SELECT conversation FROM queued
) ORDER BY id
"""
_BY_UID = """
SELECT id, (SELECT count(*) FROM messages WHERE conversation = conversations.id) AS messages
FROM conversations WHERE uid = ?
"""
_SENT = """
SELECT DISTINCT conversation FROM messages WHERE role = 'user'
AND id IN (SELECT id FROM changes WHERE kind = 'messages' AND name = '' AND attempt > ?)
"""
_SETTLED = frozenset({"active_leaf", "updated", "opened", "deleted_at"})
"""The columns of which it is seen at the end whose value is the newer one."""

_NOT_CHANGED = frozenset({"id", "uid", "conversation_id", "created"})


def deliver_conversations(passage: Passage) -> None:
    """Add those that are new, and change those that were changed."""
    for row in passage.outbox.execute(_WANTED, passage.after).fetchall():
        changed = passage.changed("conversations").get(row["id"], set())
        if "" in changed:
            passage.place_conversation(row["id"], _add(passage, row))
            continue
        there = _there(passage, row["id"])
        if there is None or there["created"] != row["created"]:
            # It was removed for good; what was written in it is not.
            passage.place_conversation(
                row["id"], passage.add("conversations", _new(row), is_free=there is None)
            )
            continue
        names = changed - _SETTLED - _NOT_CHANGED
        passage.update("conversations", row["id"], {name: row[name] for name in sorted(names)})
        passage.place_conversation(row["id"], row["id"])


def settle_conversations(passage: Passage) -> None:
    """Show of each what is newer, there or here, and bring back what was written to."""
    sent = {row["conversation"] for row in passage.outbox.execute(_SENT, passage.after)}
    for row in passage.outbox.execute(_WANTED, passage.after).fetchall():
        changed = passage.changed("conversations").get(row["id"], set())
        there_id = passage.conversation(row["id"])
        there = None if there_id is None else _there(passage, there_id)
        if there is None or there_id is None:
            continue
        values: dict[str, SqlValue] = {
            name: max(row[name], there[name]) for name in ("updated", "opened")
        }
        if changed & {"", "active_leaf"}:
            leaf = passage.message(row["active_leaf"])
            is_known = leaf is not None or row["active_leaf"] is None
            if is_known and (row["updated"] >= there["updated"] or _leads_on(passage, there, leaf)):
                values["active_leaf"] = leaf
        if row["id"] in sent and row["deleted_at"] is None:
            values["deleted_at"] = None
        elif "deleted_at" in changed and (
            row["deleted_at"] is None or row["deleted_at"] >= there["updated"]
        ):
            values["deleted_at"] = row["deleted_at"]
        passage.update("conversations", there_id, values)


def _there(passage: Passage, row_id: int) -> Row | None:
    row: Row | None = passage.target.execute(
        "SELECT id, created, updated, opened, active_leaf FROM conversations WHERE id = ?", row_id
    ).fetchone()
    return row


def _leads_on(passage: Passage, there: Row, leaf: int | None) -> bool:
    """Whether what was written here stands below what is shown there, however new that is."""
    shown = there["active_leaf"]
    if leaf is None or shown is None:
        return False
    return bool(passage.target.execute(WAY_UP, leaf, shown).fetchone()["reached"])


def _add(passage: Passage, row: sqlite3.Row) -> int:
    """Add a new one; it is there where the connection broke when it was first made."""
    same = passage.target.execute(_BY_UID, row["uid"]).fetchone()
    if same is not None:
        if same["messages"] or same["id"] == row["id"]:
            return int(same["id"])
        passage.target.execute("DELETE FROM conversations WHERE id = ?", same["id"])
    return passage.add("conversations", _new(row), is_free=_there(passage, row["id"]) is None)


def _new(row: sqlite3.Row) -> dict[str, SqlValue]:
    # Where the visible path ends is put in when the messages are there.
    return values_of(row) | {"uid": row["uid"] or new_uid(), "active_leaf": None}
