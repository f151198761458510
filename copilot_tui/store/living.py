"""What a running program still knows of a conversation file that has been damaged under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Conversation, Message, Status
from copilot_tui.store.salvage_carved import give_text_back, insert

if TYPE_CHECKING:
    import sqlite3

    from copilot_tui.store.database import SqlValue
    from copilot_tui.store.sqlite_database import SqliteDatabase

_LEAD_ON = """
UPDATE conversations SET active_leaf = :message
WHERE active_leaf IS :parent AND id = (SELECT conversation FROM messages WHERE id = :message)
    AND EXISTS (SELECT 1 FROM messages WHERE id = :message AND deleted_at IS NULL)
"""


@dataclass(frozen=True, slots=True)
class Known:
    """Rows as some part of the program has them in memory.

    Attributes:
        conversations: each may be there more than once.
        messages: the same; what says `streaming` is a reply of this copy of the program.
        unkept: row ids of those messages that have ended and may not be kept that way yet.
    """

    conversations: Sequence[Conversation] = field(default=())
    messages: Sequence[Message] = field(default=())
    unkept: frozenset[int] = frozenset()

    def __add__(self, other: Known) -> Known:
        return Known(
            (*self.conversations, *other.conversations),
            (*self.messages, *other.messages),
            self.unkept | other.unkept,
        )


class Living:
    """The open connection to a damaged file, which may still hold what the file does not.

    Args:
        database: that connection.
        owner: this running copy of the program.
        known: rows that are in memory.

    Attributes:
        owner: as it was given.
    """

    def __init__(self, database: SqliteDatabase, owner: str, known: Known) -> None:
        self.owner = owner
        self._database = database
        self._known = known

    def add_rows(self, target: sqlite3.Connection) -> None:
        """Add what can be read through the connection and is not in `target`."""
        from copilot_tui.store.salvage import copy_tables

        with self._database.bare() as connection:
            copy_tables(connection, target, again=True)

    def add_known(self, target: sqlite3.Connection) -> None:
        """Add the rows in memory that are not in `target`; what hangs on them may be missing."""
        for conversation in self._known.conversations:
            insert(target, "conversations", conversation_row(conversation))
        for message in sorted(self._known.messages, key=lambda known: known.id):
            row = message_row(message, self.owner)
            insert(target, "messages", row)
            if message.status is not Status.STREAMING:
                give_text_back(target, row)
            # What is known of a conversation may be older than what was said last in it.
            target.execute(_LEAD_ON, {"message": message.id, "parent": message.parent})

    def let_go(self) -> None:
        """Close the connection."""
        self._database.close()


def conversation_row(conversation: Conversation) -> dict[str, SqlValue]:
    """The row of a conversation; what nothing in memory knows of it is not in it."""
    return {
        "id": conversation.id,
        "conversation_id": conversation.conversation_id,
        "title": conversation.title,
        "profile": conversation.profile,
        "provider": conversation.provider,
        "model": conversation.model,
        "active_leaf": conversation.active_leaf,
        "pinned": conversation.pinned,
        "created": conversation.created,
        "updated": conversation.updated,
        "opened": conversation.updated,
        "deleted_at": conversation.deleted_at,
        "parameters": conversation.parameters,
        "system_prompt": conversation.system_prompt,
    }


def message_row(message: Message, owner: str) -> dict[str, SqlValue]:
    """The row of a message; the text of a running reply stands in the journal."""
    is_streaming = message.status is Status.STREAMING
    return {
        "id": message.id,
        "conversation": message.conversation,
        "parent": message.parent,
        "depth": 1,
        "role": message.role,
        "status": message.status,
        "owner": owner if is_streaming else None,
        "created": message.created,
        "finished": message.finished,
        "profile": message.profile,
        "provider": message.provider,
        "model": message.model,
        "error": message.error,
        "handle": message.handle,
        "reasoning": "" if is_streaming else message.reasoning,
        "content": "" if is_streaming else message.content,
    }
