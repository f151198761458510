"""Rows of the two main tables as the dataclasses of the domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Conversation, Message, Role, Status, Usage
from copilot_tui.errors import StoreError
from copilot_tui.store.stored_text import stored_line

if TYPE_CHECKING:
    from copilot_tui.store.database import Row

CONVERSATION_COLUMNS = """
    conversations.*,
    EXISTS (SELECT 1 FROM drafts WHERE drafts.conversation = conversations.id AND edits IS NULL)
        AS has_draft
"""


def conversation_from(row: Row) -> Conversation:
    """A row of `SELECT {CONVERSATION_COLUMNS} FROM conversations`."""
    return Conversation(
        id=row["id"],
        conversation_id=row["conversation_id"],
        title=stored_line(row["title"]),
        created=row["created"],
        updated=row["updated"],
        active_leaf=row["active_leaf"],
        profile=stored_line(row["profile"]),
        provider=stored_line(row["provider"]),
        model=stored_line(row["model"]),
        system_prompt=row["system_prompt"],
        parameters=row["parameters"],
        pinned=bool(row["pinned"]),
        unread=bool(row["unread"]),
        has_draft=bool(row["has_draft"]),
        deleted_at=row["deleted_at"],
    )


def message_from(row: Row) -> Message:
    """A row of `SELECT messages.* FROM messages`, as it stands there.

    Raises:
        StoreError: it says something that this version of the program does not know.
    """
    try:
        role, status = Role(row["role"]), Status(row["status"])
    except ValueError as error:
        raise StoreError(
            "A message of this conversation is of a kind that this program does not know.",
            "It was left as it is. A newer version of the program may be able to show it.",
            detail=str(error),
        ) from error
    return Message(
        id=row["id"],
        conversation=row["conversation"],
        parent=row["parent"],
        role=role,
        content=row["content"],
        status=status,
        created=row["created"],
        reasoning=row["reasoning"],
        error=row["error"],
        profile=stored_line(row["profile"]),
        provider=stored_line(row["provider"]),
        model=stored_line(row["model"]),
        finished=row["finished"],
        usage=_usage_from(row),
        handle=row["handle"],
    )


def _usage_from(row: Row) -> Usage | None:
    if row["prompt_tokens"] is None:
        return None
    return Usage(
        prompt_tokens=row["prompt_tokens"],
        completion_tokens=row["completion_tokens"],
        exact=bool(row["tokens_exact"]),
    )
