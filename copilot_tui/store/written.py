"""What was written in memory and is not in any file, for whoever saves it in another way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import UNTITLED, Message
from copilot_tui.store.stored_text import stored_line
from copilot_tui.store.tree import whole_message

if TYPE_CHECKING:
    from copilot_tui.store.database import Database

_TITLES = """
SELECT id, title FROM conversations WHERE deleted_at IS NULL AND id IN (
    SELECT conversation FROM messages
    WHERE id IN (SELECT id FROM written WHERE kind = 'messages')
    UNION SELECT conversation FROM written_drafts
    UNION SELECT conversation FROM queued
) ORDER BY id
"""
_MESSAGES = """
SELECT messages.* FROM messages JOIN written ON written.id = messages.id
WHERE written.kind = 'messages' AND messages.conversation = ? AND messages.deleted_at IS NULL
ORDER BY messages.id
"""
_UNSENT = """
SELECT content FROM queued WHERE conversation IS ?1
UNION ALL SELECT text FROM drafts WHERE conversation IS ?1
    AND EXISTS (
        SELECT 1 FROM written_drafts WHERE conversation IS ?1 AND owner IS drafts.owner
    )
"""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written in one conversation.

    Attributes:
        title: one clean line.
        messages: oldest first, without deleted ones.
        unsent: what was typed and not sent.
    """

    title: str
    messages: Sequence[Message]
    unsent: Sequence[str]


def read_written(database: Database) -> list[Written]:
    """All that `carrying.carry` would carry and is worth reading."""
    with database.reading():
        titles: list[tuple[int | None, str]] = [
            (row["id"], stored_line(row["title"])) for row in database.execute(_TITLES)
        ]
        titles.append((None, ""))
        found = [
            Written(
                title or UNTITLED,
                [
                    whole_message(database, row)
                    for row in database.execute(_MESSAGES, conversation).fetchall()
                ],
                [str(row[0]) for row in database.execute(_UNSENT, conversation)],
            )
            for conversation, title in titles
        ]
    return [written for written in found if written.messages or written.unsent]
