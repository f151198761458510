"""Copying a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.chat.conversation import Status
from copilot_tui.store.failures import missing
from copilot_tui.store.search_index import index_later
from copilot_tui.store.tree import read_pieces
from copilot_tui.store.uid import new_uid

if TYPE_CHECKING:
    from copilot_tui.store.database import Database

COPIED_EARLY = (
    "This conversation was copied before this reply was complete. "
    "What had arrived until then is here; ask again to get a whole reply."
)
_COPY_CONVERSATION = """
INSERT INTO conversations (id, conversation_id, title, profile, provider, model, created, updated,
    opened, parameters, system_prompt, uid)
SELECT ?1, ?2, ?3, profile, provider, model, ?4, ?4, ?4, parameters, system_prompt, ?5
FROM conversations WHERE id = ?6
"""
# Ids are copied at a constant distance: children stay newer than their parents, and no map
# of old to new ids is needed. A handle stays behind, as a thread goes on from a leaf once.
_ENDS = "SELECT min(id) AS first, max(id) AS last FROM messages WHERE conversation = ?"
_COPY_MESSAGES = """
INSERT INTO messages (id, conversation, parent, depth, role, status, created, finished,
    deleted_at, profile, provider, model, prompt_tokens, completion_tokens, tokens_exact,
    error, reasoning, content)
SELECT id + ?2, ?3, parent + ?2, depth, role, status, created, finished,
    deleted_at, profile, provider, model, prompt_tokens, completion_tokens, tokens_exact,
    error, reasoning, content
FROM messages WHERE conversation = ?1
"""
_COPY_USES = """
INSERT INTO picture_uses (message, target, digest)
SELECT message + ?2, target, digest FROM picture_uses
WHERE message IN (SELECT id FROM messages WHERE conversation = ?1)
"""
_INTERRUPT = """
UPDATE messages SET status = ?, error = ?, finished = ?, content = ?, reasoning = ?
WHERE id = ?
"""


def duplicate(database: Database, conversation: int, title: str) -> int:
    """See `Conversations.duplicate`; within a transaction of the caller.

    Returns:
        Row id of the copy.
    """
    there = database.execute("SELECT 1 FROM conversations WHERE id = ?", conversation)
    if there.fetchone() is None:
        raise missing("conversation")
    copy = int(
        database.insert(
            *(_COPY_CONVERSATION, str(uuid4()), title, database.now(), new_uid(), conversation)
        )
    )
    ends = database.execute(_ENDS, conversation).fetchone()
    if ends["first"] is not None:
        before = database.reserve_ids("messages", ends["last"] - ends["first"] + 1)
        distance = before + 1 - ends["first"]
        _copy_messages(database, conversation, copy, distance)
        index_later(database, before + 1, ends["last"] + distance)
    return copy


def _copy_messages(database: Database, conversation: int, copy: int, distance: int) -> None:
    database.execute(_COPY_MESSAGES, conversation, distance, copy)
    database.execute(
        """
        INSERT INTO message_uids (message, uid)
        SELECT id, randomblob(16) FROM messages WHERE conversation = ?
        """,
        copy,
    )
    database.execute(_COPY_USES, conversation, distance)
    database.execute(
        """
        UPDATE conversations SET active_leaf = ?2 +
            (SELECT active_leaf FROM conversations WHERE id = ?1)
        WHERE id = ?3
        """,
        *(conversation, distance, copy),
    )
    running = database.execute(
        "SELECT id FROM messages WHERE conversation = ? AND status = ?",
        *(copy, Status.STREAMING),
    ).fetchall()
    for row in running:
        content, reasoning = read_pieces(database, row["id"] - distance)
        database.execute(
            _INTERRUPT,
            *(Status.INTERRUPTED, COPIED_EARLY, database.now(), content, reasoning, row["id"]),
        )
