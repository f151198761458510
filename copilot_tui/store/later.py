"""Rows that are asked for within a transaction, and looked at when it has been kept.

On a server each look before that would be a way to it, on which others wait for the lock.
All functions run within a transaction of the caller; see `Database.fetch_later`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.store.failures import missing
from copilot_tui.store.rows import CONVERSATION_COLUMNS, conversation_from, message_from

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.store.database import Database, RowId

HAS_OTHERS = """
EXISTS (
    SELECT 1 FROM messages AS message
    JOIN messages AS sibling
        ON sibling.conversation = message.conversation AND sibling.parent IS message.parent
    WHERE message.id = ?1 AND sibling.id <> message.id AND sibling.deleted_at IS NULL
)
"""
"""Whether a message has other versions."""

OTHER_VERSIONS = f"SELECT {HAS_OTHERS} AS has_others"
_CONVERSATION = f"SELECT {CONVERSATION_COLUMNS} FROM conversations WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Added:
    """A message that was sent, and its conversation as it is since then.

    Attributes:
        message: looks at it.
        conversation: looks at it.
        is_only: looks whether the message has no other versions.
    """

    message: Callable[[], Message]
    conversation: Callable[[], Conversation]
    is_only: Callable[[], bool]


def is_only_later(database: Database, message: RowId) -> Callable[[], bool]:
    """Ask whether a message has no other versions."""
    later = database.fetch_later(OTHER_VERSIONS, message)

    def look() -> bool:
        row = later()
        assert row is not None
        return not row["has_others"]

    return look


def conversation_later(database: Database, conversation: RowId) -> Callable[[], Conversation]:
    """Ask for a conversation. What is returned raises StoreError if there is none."""
    later = database.fetch_later(_CONVERSATION, conversation)

    def look() -> Conversation:
        row = later()
        if row is None:
            raise missing("conversation")
        return conversation_from(row)

    return look


def content_later(database: Database, message: int) -> Callable[[], str]:
    """Ask for the text of a message that is there."""
    later = database.fetch_later("SELECT content FROM messages WHERE id = ?", message)

    def look() -> str:
        row = later()
        assert row is not None
        return str(row["content"])

    return look


def message_later(database: Database, message: RowId) -> Callable[[], Message]:
    """Ask for a message, without its journal; the same if there is none."""
    later = database.fetch_later("SELECT * FROM messages WHERE id = ?", message)

    def look() -> Message:
        row = later()
        if row is None:
            raise missing("message")
        return message_from(row)

    return look
