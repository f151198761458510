"""Making whole conversations again of the rows that could be read."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.store.failures import UNREADABLE
from copilot_tui.store.salvage_rows import LOST

if TYPE_CHECKING:
    from collections.abc import Mapping

Links = dict[int, tuple[int, int | None]]
"""By message: its conversation and its parent."""

_ROLES = ", ".join(f"'{role}'" for role in Role)
_STATUSES = ", ".join(f"'{status}'" for status in Status)

_MAKE_SENSE = (
    f"UPDATE messages SET role = 'assistant' WHERE role NOT IN ({_ROLES})",
    f"UPDATE messages SET status = 'interrupted' WHERE status NOT IN ({_STATUSES})",
    "UPDATE messages SET handle = NULL WHERE handle IS NOT NULL AND NOT json_valid(handle)",
    "UPDATE conversations SET parameters = '{}' WHERE NOT json_valid(parameters)",
    # A message is newer than its parent. What is not would make a path without an end.
    "UPDATE messages SET parent = NULL WHERE parent >= id",
)
_WITHOUT_CONVERSATION = """
SELECT DISTINCT conversation FROM (
    SELECT conversation FROM messages
    UNION SELECT conversation FROM drafts WHERE conversation IS NOT NULL
    UNION SELECT conversation FROM queued
) WHERE conversation NOT IN (SELECT id FROM conversations)
"""
_ADD_CONVERSATION = """
INSERT INTO conversations (id, conversation_id, title, profile, provider, model,
    created, updated, opened, parameters, system_prompt)
SELECT ?1, ?2, 'Recovered', '', '', '', coalesce(min(created), 0), coalesce(max(created), 0),
    coalesce(max(created), 0), '{}', ''
FROM messages WHERE conversation = ?1
"""
_WITHOUT_PARENT = """
SELECT parent, min(conversation), min(created), min(role = 'assistant') FROM messages
WHERE parent IS NOT NULL AND parent NOT IN (SELECT id FROM messages) GROUP BY parent
"""
_ADD_MESSAGE = """
INSERT INTO messages (id, conversation, parent, depth, role, status, created, finished, content)
VALUES (?, ?, ?, 1, ?, 'complete', ?, ?, ?)
"""
_PUT_TOGETHER = (
    """
    UPDATE messages SET parent = NULL WHERE conversation <>
        (SELECT above.conversation FROM messages AS above WHERE above.id = messages.parent)
    """,
    """
    WITH RECURSIVE placed (message, depth) AS (
        SELECT id, 1 FROM messages WHERE parent IS NULL
        UNION ALL
        SELECT messages.id, placed.depth + 1
        FROM placed JOIN messages ON messages.parent = placed.message
    )
    UPDATE messages SET depth = placed.depth FROM placed
    WHERE messages.id = placed.message AND messages.depth <> placed.depth
    """,
    """
    UPDATE conversations SET active_leaf = (
        SELECT max(id) FROM messages
        WHERE conversation = conversations.id AND deleted_at IS NULL
    )
    WHERE NOT EXISTS (
        SELECT 1 FROM messages WHERE id = conversations.active_leaf
        AND conversation = conversations.id AND deleted_at IS NULL
    )
    """,
    "DELETE FROM journal WHERE message NOT IN (SELECT id FROM messages)",
    "DELETE FROM prompts WHERE message NOT IN (SELECT id FROM messages)",
    "DELETE FROM message_uids WHERE message NOT IN (SELECT id FROM messages)",
    """
    INSERT INTO message_uids SELECT id, randomblob(16) FROM messages
    WHERE id NOT IN (SELECT message FROM message_uids)
    """,
    "UPDATE conversations SET uid = randomblob(16) WHERE uid IS NULL",
    """
    DELETE FROM drafts WHERE edits NOT IN (SELECT id FROM messages) AND EXISTS (
        SELECT 1 FROM drafts AS plain
        WHERE plain.conversation = drafts.conversation AND plain.edits IS NULL
    )
    """,
    "UPDATE drafts SET edits = NULL WHERE edits NOT IN (SELECT id FROM messages)",
    "DELETE FROM search_pending",
    """
    INSERT INTO search_pending (first, last)
    SELECT min(id), max(id) FROM messages HAVING max(id) IS NOT NULL
    """,
)


def put_together(connection: sqlite3.Connection, links: Links) -> None:
    """Fill the gaps, so that every message hangs where it did.

    A message or conversation that is named by another and could not be read is put in
    with words instead. Runs within a transaction of the caller, foreign keys being off.

    Args:
        connection: to a file of the newest version with the rows that were read.
        links: what is known of messages that could not be read.
    """
    for statement in _MAKE_SENSE:
        connection.execute(statement)
    _add_missing_messages(connection, links)
    for (conversation,) in connection.execute(_WITHOUT_CONVERSATION).fetchall():
        connection.execute(_ADD_CONVERSATION, (conversation, str(uuid4())))
    for statement in _PUT_TOGETHER:
        connection.execute(statement)


def read_links(connection: sqlite3.Connection) -> Links:
    """How the messages of a damaged file hang together, as one of its indices has it."""
    links: Links = {}
    for direction in ("ASC", "DESC"):
        try:
            for conversation, parent, message in connection.execute(
                f"""
                SELECT conversation, parent, rowid
                FROM messages INDEXED BY messages_of_conversation
                ORDER BY conversation {direction}, parent {direction}, rowid {direction}
                """
            ):
                if isinstance(conversation, int) and isinstance(parent, int | None):
                    links[message] = (conversation, parent)
        except UNREADABLE:
            continue
        break
    return links


def _add_missing_messages(
    connection: sqlite3.Connection, links: Mapping[int, tuple[int, int | None]]
) -> None:
    present: dict[int, tuple[str, float]] = {
        message: (role, created)
        for message, role, created in connection.execute("SELECT id, role, created FROM messages")
    }
    for message in sorted(links.keys() - present.keys()):
        conversation, parent = links[message]
        above, created = present.get(parent or 0, (Role.ASSISTANT, 0.0))
        role = Role.USER if above == Role.ASSISTANT else Role.ASSISTANT
        present[message] = (role, created)
        _add_message(connection, message, conversation, parent, role, created)
    while missing := connection.execute(_WITHOUT_PARENT).fetchall():
        for message, conversation, created, before_a_reply in missing:
            role = Role.USER if before_a_reply else Role.ASSISTANT
            _add_message(connection, message, conversation, None, role, created)


def _add_message(
    connection: sqlite3.Connection,
    message: int,
    conversation: int,
    parent: int | None,
    role: Role,
    created: float,
) -> None:
    if parent is not None and parent >= message:
        parent = None
    values = (message, conversation, parent, role, created, created, LOST)
    connection.execute(_ADD_MESSAGE, values)
