"""A conversation file with everything in it, and what stands in a file, to compare."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Role, Status, Usage
from copilot_tui.transfer.all_sources import source_of
from copilot_tui.transfer.file_export import ExportFormat, file_export
from copilot_tui.transfer.record import ConversationRecord, MessageRecord, foreign_uid

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.import_rows import ImportCounts
    from copilot_tui.store.store import Store
    from copilot_tui.transfer.source import Skipped

PNG = b"\x89PNG\r\n\x1a\n and the rest"
DIGEST = sha256(PNG).hexdigest()
TARGET = f"attachment:{DIGEST}"

TABLES = {
    "conversations": """
        SELECT uid, conversation_id, title, profile, provider, model, pinned, unread, created,
            updated, opened, deleted_at, parameters, system_prompt,
            (SELECT uid FROM message_uids WHERE message = active_leaf)
        FROM conversations ORDER BY id
    """,
    "messages": """
        SELECT own.uid, home.uid, above.uid, depth, role, status, owner, messages.created,
            finished, messages.deleted_at, messages.profile, messages.provider, messages.model,
            prompt_tokens, completion_tokens, tokens_exact, error, reasoning, content
        FROM messages
        JOIN message_uids AS own ON own.message = messages.id
        JOIN conversations AS home ON home.id = messages.conversation
        LEFT JOIN message_uids AS above ON above.message = messages.parent
        ORDER BY messages.id
    """,
    "drafts": """
        SELECT conversations.uid, message_uids.uid, drafts.updated, text
        FROM drafts LEFT JOIN conversations ON conversations.id = drafts.conversation
        LEFT JOIN message_uids ON message = edits ORDER BY drafts.rowid
    """,
    "prompts": "SELECT uid, digest FROM prompts JOIN message_uids USING (message) ORDER BY 1",
    "pictures": "SELECT * FROM pictures ORDER BY digest",
    "picture_uses": """
        SELECT uid, target, digest FROM picture_uses JOIN message_uids USING (message) ORDER BY 1
    """,
    "journal": "SELECT * FROM journal",
    "queued": "SELECT * FROM queued",
}
"""What must be the same in a file and in what its export makes: all but row ids, handles,
what the search keeps and what is known of servers."""


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that stands in a conversation file, by table."""
    with closing(sqlite3.connect(path)) as connection:
        return {name: connection.execute(sql).fetchall() for name, sql in TABLES.items()}


def fill(store: Store, path: Path) -> None:
    """Write a bit of everything."""
    plain = store.conversations.create(title="Plain \N{SNOWMAN}", parameters='{"top_p": 0.5}')
    first = store.messages.add_user_message(plain.id, None, "Hello\n\n```\ncode\n```\n")
    reply = store.journal.begin(plain.id, first.id, profile="p", provider="q", model="m")
    store.journal.finish(
        reply.id,
        content="An answer \N{GRINNING FACE}",
        reasoning="thinking",
        status=Status.COMPLETE,
        usage=Usage(3, 4, exact=True),
        handle='{"thread": "secret"}',
    )
    store.messages.add_user_message(plain.id, None, "Hello again")
    again = store.messages.add_user_message(plain.id, reply.id, "More")
    gone = store.messages.add_user_message(plain.id, again.id, "Away")
    store.messages.add_user_message(plain.id, gone.id, f"Look: ![cat]({TARGET})")
    store.messages.delete(gone.id)
    store.messages.set_active_leaf(plain.id, first.id)
    store.drafts.set(plain.id, "unsent")
    store.drafts.set(plain.id, "better", edits=again.id)
    broken = store.conversations.create(
        title="Broken", provider="P", model="M", profile="home", system_prompt="Be brief."
    )
    asked = store.messages.add_user_message(broken.id, None, "More")
    failed = store.journal.begin(broken.id, asked.id, profile="", provider="", model="")
    store.journal.finish(
        failed.id, content="", reasoning="", status=Status.FAILED, error="The server said no."
    )
    store.conversations.set_pinned(broken.id, pinned=True)
    store.conversations.set_unread(broken.id, unread=True)
    store.conversations.create(title="")
    trash = store.conversations.create(title="In the trash")
    store.messages.add_user_message(trash.id, None, "old")
    store.conversations.delete(trash.id)
    with closing(sqlite3.connect(path)) as connection, connection:
        picture = (DIGEST, "image/png", "cat.png", 3, 4, 5.5, PNG)
        connection.execute("INSERT INTO pictures VALUES (?, ?, ?, ?, ?, ?, ?)", picture)
        connection.execute(
            "INSERT INTO picture_uses SELECT id, ?, ? FROM messages WHERE content LIKE 'Look%'",
            (TARGET, DIGEST),
        )


def export(store: Store, to: Path, *, deleted: bool = True) -> Path:
    """Write all conversations in the complete format."""
    with file_export(to, ExportFormat.JSONL) as writing:
        for entry in store.exports.entries(deleted=deleted):
            writing.add(store.exports.record(entry.id, deleted=deleted))
    return to


def take_in(store: Store, path: Path) -> tuple[ImportCounts, list[Skipped]]:
    """Import a file of any kind."""
    skipped: list[Skipped] = []
    with store.imports.stage() as stage:
        for record in source_of(path).records(path, skipped.append):
            stage.add(record)
        foreseen = stage.counts()
        counts = stage.write()
    assert counts == foreseen
    return counts, skipped


def conversation(name: str, *messages: MessageRecord, updated: float = 2.0) -> ConversationRecord:
    """A conversation whose visible path ends in the last of its messages."""
    return ConversationRecord(
        uid=foreign_uid("test", "conversation", name),
        title=name,
        created=1.0,
        updated=updated,
        messages=messages,
        active_leaf=messages[-1].uid if messages else None,
    )


def message(name: str, below: MessageRecord | None = None) -> MessageRecord:
    """A user's message whose text is its name."""
    return MessageRecord(
        uid=foreign_uid("test", "message", name),
        parent=None if below is None else below.uid,
        role=Role.USER,
        content=name,
        created=1.0,
    )
