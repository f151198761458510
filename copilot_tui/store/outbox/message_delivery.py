"""Bringing messages from an outbox to the server, with what belongs to them.

A message hangs there on the one below which it was written, whatever was written below that
since: both are versions of what follows, as after an edit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copilot_tui.chat.conversation import Status
from copilot_tui.store.messages import prompt_digest
from copilot_tui.store.outbox.passage import values_of
from copilot_tui.store.outbox.record import JOURNAL, USES
from copilot_tui.store.search_index import add_to_index, remove_from_index
from copilot_tui.store.tree import select_row, whole_message
from copilot_tui.store.uid import new_uid

if TYPE_CHECKING:
    import sqlite3

    from copilot_tui.store.database import Row, SqlValue
    from copilot_tui.store.outbox.passage import Passage

_NEW = """
SELECT messages.id, message_uids.uid FROM messages
JOIN message_uids ON message_uids.message = messages.id
WHERE messages.id IN (
    SELECT id FROM changes WHERE kind = 'messages' AND name = '' AND attempt > ?
) ORDER BY messages.id
"""
# What a new one hangs on may be gone from the server.
_WANTED = """
WITH RECURSIVE wanted (message) AS (
    SELECT id FROM changes WHERE kind = 'messages' AND attempt > ?
    UNION
    SELECT messages.parent FROM wanted JOIN messages ON messages.id = wanted.message
    WHERE messages.parent < messages.id
)
SELECT messages.*, message_uids.uid FROM wanted
JOIN messages ON messages.id = wanted.message
LEFT JOIN message_uids ON message_uids.message = messages.id
ORDER BY messages.id
"""
_AT_ONCE = 50
_BY_UIDS = f"SELECT message, uid FROM message_uids WHERE uid IN ({', '.join('?' * _AT_ONCE)})"
_THERE = "SELECT id, conversation, created, depth FROM messages WHERE id = ?"
_NOT_CHANGED = frozenset({"", "id", "conversation", "depth", "created", JOURNAL, USES})
_ADD_PROMPT = """
INSERT INTO prompts (message, digest) VALUES (?, ?)
ON CONFLICT (digest) DO UPDATE SET message = excluded.message
WHERE prompts.message < excluded.message
"""
_COUNT_DEPTH = """
WITH RECURSIVE tree (message, level) AS (
    SELECT id, CAST(1 AS BIGINT) FROM messages WHERE conversation = ? AND parent IS NULL
    UNION ALL
    SELECT messages.id, tree.level + 1 FROM tree JOIN messages ON messages.parent = tree.message
)
UPDATE messages SET depth = tree.level FROM tree
WHERE messages.id = tree.message AND messages.depth <> tree.level
"""


def take_back_unsure(passage: Passage) -> None:
    """Take away what was written there when the connection broke, and again in the outbox.

    It comes with the outbox, under the id by which it is known here since then. Where something
    hangs on it already, it stays, and stands for the one in the outbox.
    """
    new = passage.outbox.execute(_NEW, passage.after).fetchall()
    for start in range(0, len(new), _AT_ONCE):
        ids = {bytes(row["uid"]): int(row["id"]) for row in new[start : start + _AT_ONCE]}
        asked = [*ids, *[b""] * (_AT_ONCE - len(ids))]
        rows = passage.target.execute(_BY_UIDS, *asked).fetchall()
        for there, uid in sorted(((row["message"], row["uid"]) for row in rows), reverse=True):
            passage.place_message(ids[bytes(uid)], there)
            if there == ids[bytes(uid)] or _has_children(passage, there):
                continue
            remove_from_index(passage.target, there, str)
            passage.target.execute("DELETE FROM messages WHERE id = ?", there)
            passage.place_message(ids[bytes(uid)], None)


def deliver_messages(passage: Passage) -> None:
    """Add those that are new, and change those that were changed."""
    _deliver_pictures(passage)
    depths: dict[int, int] = {}
    for row in passage.outbox.execute(_WANTED, passage.after).fetchall():
        changed = passage.changed("messages").get(row["id"], set())
        there_id = passage.message(row["id"])
        there = _there(passage, row["id"] if there_id is None else there_id)
        is_same = there is not None and (
            there_id is not None or ("" not in changed and there["created"] == row["created"])
        )
        if there is not None and is_same:
            passage.place_message(row["id"], there["id"])
            depths[there["id"]] = there["depth"]
            _change(passage, row, changed, there["id"])
        elif "" in changed or there is None or there["created"] != row["created"]:
            _add(passage, row, depths, is_free=there is None)
        if changed:
            _deliver_rest(passage, row, changed)
    _count_depths(passage)


def _add(passage: Passage, row: sqlite3.Row, depths: dict[int, int], *, is_free: bool) -> None:
    conversation = passage.conversation(row["conversation"])
    if conversation is None:
        return
    parent = passage.message(row["parent"])
    if parent is None and row["parent"] is not None:
        above = _there(passage, row["parent"])
        if above is not None and above["conversation"] == conversation:
            parent, depths[above["id"]] = above["id"], above["depth"]
    depth = 1 if parent is None else depths[parent] + 1
    values: dict[str, SqlValue] = values_of(row) | {
        "conversation": conversation,
        "parent": parent,
        "depth": depth,
    }
    del values["uid"]
    there = passage.add("messages", values, is_free=is_free)
    passage.place_message(row["id"], there)
    depths[there] = depth
    passage.put("message_uids", {"message": there, "uid": row["uid"] or new_uid()})
    if row["status"] != Status.STREAMING:
        add_to_index(passage.target, there, str(row["content"]))


def _change(passage: Passage, row: sqlite3.Row, changed: set[str], there: int) -> None:
    names = set(row.keys()) - {"uid"} if "" in changed else changed
    values: dict[str, Any] = {name: row[name] for name in sorted(names - _NOT_CHANGED)}
    if "parent" in values:
        values["parent"] = passage.message(row["parent"]) or _known(passage, row["parent"])
        if values["parent"] is None and row["parent"] is not None:
            del values["parent"]
    if row["status"] == Status.INTERRUPTED and "status" in values:
        before = whole_message(passage.target, select_row(passage.target, there))
        length = _length(row["content"], row["reasoning"])
        if _length(before.content, before.reasoning) > length:
            # What had arrived there, or came by another way since.
            values |= {"content": before.content, "reasoning": before.reasoning}
    passage.update("messages", there, values)
    if values.keys() & {"content", "status"}:
        remove_from_index(passage.target, there, str)
        if row["status"] != Status.STREAMING:
            add_to_index(passage.target, there, str(values.get("content", row["content"])))


def _length(content: str, reasoning: str) -> int:
    return len(content) + len(reasoning)


def _deliver_rest(passage: Passage, row: sqlite3.Row, changed: set[str]) -> None:
    outbox, target, there = passage.outbox, passage.target, passage.message(row["id"])
    if there is None:
        return
    if changed & {"", JOURNAL, "status"}:
        target.execute("DELETE FROM journal WHERE message = ?", there)
        for piece in outbox.execute(
            "SELECT written, content, reasoning FROM journal WHERE message = ? ORDER BY sequence",
            row["id"],
        ):
            passage.put("journal", {"message": there, **values_of(piece)})
    if (
        "" in changed
        and outbox.execute("SELECT 1 FROM prompts WHERE message = ?", row["id"]).fetchone()
    ):
        target.execute(_ADD_PROMPT, there, prompt_digest(row["content"]))
    for use in outbox.execute(
        "SELECT target, digest FROM picture_uses WHERE message = ?", row["id"]
    ):
        passage.put("picture_uses", {"message": there, **values_of(use)}, on="message, target")


def _deliver_pictures(passage: Passage) -> None:
    for (digest,) in passage.outbox.execute("SELECT digest FROM pictures").fetchall():
        known = passage.target.execute("SELECT 1 FROM pictures WHERE digest = ?", digest)
        if known.fetchone() is None:
            row = passage.outbox.execute("SELECT * FROM pictures WHERE digest = ?", digest)
            passage.put("pictures", values_of(row.fetchone()))


def _count_depths(passage: Passage) -> None:
    """Where a message was taken out between two others, what follows is less deep."""
    moved = [row for row, names in passage.changed("messages").items() if "parent" in names]
    conversations = set()
    for message in moved:
        there = passage.message(message)
        row = None if there is None else _there(passage, there)
        if row is not None:
            conversations.add(row["conversation"])
    for conversation in sorted(conversations):
        passage.target.execute(_COUNT_DEPTH, conversation)


def _has_children(passage: Passage, message: int) -> bool:
    child = passage.target.execute("SELECT 1 FROM messages WHERE parent = ? LIMIT 1", message)
    return child.fetchone() is not None


def _known(passage: Passage, message: int | None) -> int | None:
    there = None if message is None else _there(passage, message)
    return None if there is None else int(there["id"])


def _there(passage: Passage, message: int) -> Row | None:
    row: Row | None = passage.target.execute(_THERE, message).fetchone()
    return row
