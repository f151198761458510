"""Putting into an outbox what is known of the conversations on a server that is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.store.living import conversation_row, message_row
from copilot_tui.store.outbox.record import make_tables, record
from copilot_tui.store.search_index import index_later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.database import Database, SqlValue
    from copilot_tui.store.living import Known
    from copilot_tui.store.outbox.recent_rows import RecentRows
    from copilot_tui.store.recent_drafts import RecentDrafts

_ALL_MESSAGES = "SELECT min(id) AS first, max(id) AS last FROM messages"
_LEAD_ON = """
UPDATE conversations SET active_leaf = ?1
WHERE active_leaf IS ?2 AND id = (SELECT conversation FROM messages WHERE id = ?1)
"""


def fill(
    database: Database, known: Known, recent: RecentRows, drafts: RecentDrafts, owner: str
) -> None:
    """Put in what is in memory, and note what is written from then on, in a caller's transaction.

    Args:
        database: empty.
        known: rows that are in memory.
        recent: rows that were read from the server.
        drafts: the unsent texts that were read and written last.
        owner: this running copy of the program.
    """
    make_tables(database)
    read = recent.known({message.id: message for message in known.messages})
    led = {conversation.id for conversation in read.conversations}
    for conversation in (read + known).conversations:
        _insert(database, "conversations", conversation_row(conversation))
    depths: dict[int, int] = {}
    for message in sorted((known + read).messages, key=_order):
        above = 0 if message.parent is None else depths.get(message.parent, 0)
        depths[message.id] = above + 1
        row = message_row(message, owner) | {"depth": above + 1}
        _insert(database, "messages", row)
        if message.conversation not in led:
            database.execute(_LEAD_ON, message.id, message.parent)
        if message.status is Status.STREAMING:
            database.execute(
                "INSERT OR IGNORE INTO seen_replies VALUES (?, ?, ?)",
                *(message.id, message.content, message.reasoning),
            )
    # What is known may take seconds to index, for which nobody can wait here.
    filled = database.execute(_ALL_MESSAGES).fetchone()
    if filled["last"] is not None:
        index_later(database, filled["first"], filled["last"])
    _fill_drafts(database, drafts)
    record(database)
    _note_unkept(database, known)


def _order(message: Message) -> tuple[int, bool]:
    """Parents first, and what has ended before the same that runs."""
    return message.id, message.status is Status.STREAMING


def _note_unkept(database: Database, known: Known) -> None:
    """Have replies delivered that ended just now, of which the server has not heard."""
    for message in known.unkept:
        database.execute(
            "UPDATE messages SET content = content, reasoning = reasoning, status = status,"
            " error = error, finished = finished, owner = owner WHERE id = ?",
            message,
        )


def _fill_drafts(database: Database, drafts: RecentDrafts) -> None:
    for place, seen, kept in drafts:
        for text in seen:
            database.execute("INSERT INTO seen_drafts VALUES (?, ?, ?, ?)", *place, text)
        if kept:
            database.execute(
                "INSERT INTO drafts (conversation, edits, owner, updated, text)"
                " VALUES (?, ?, ?, ?, ?)",
                *(*place, database.now(), kept),
            )


def _insert(database: Database, table: str, row: Mapping[str, SqlValue]) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    database.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", *row.values())
