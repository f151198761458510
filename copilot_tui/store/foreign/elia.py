"""The tables of elia's database (elia-chat 1.10.0, elia_chat/database/models.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.store.foreign.foreign_file import ForeignFile, ReadRows, Tables

_TABLES = {
    "chat": frozenset(("id", "title", "model", "started_at")),
    "message": frozenset(("id", "chat_id", "role", "content", "timestamp", "model")),
}

_CHATS = "SELECT id, title, started_at FROM chat ORDER BY id"
_MESSAGES = """
SELECT id, role, content, timestamp, {parent} AS parent_id, model
FROM message WHERE chat_id = ? ORDER BY id
"""


def is_elia(tables: Tables) -> bool:
    """Whether a database with these tables is elia's."""
    return all(tables.get(name, frozenset()) >= columns for name, columns in _TABLES.items())


def chats(file: ForeignFile, _: Tables) -> ReadRows:
    """All chats."""
    return file.readable_rows(_CHATS)


def messages(file: ForeignFile, tables: Tables, chat: int) -> ReadRows:
    """The messages of a chat."""
    parent = "parent_id" if "parent_id" in tables["message"] else "NULL"
    return file.readable_rows(_MESSAGES.format(parent=parent), chat)
