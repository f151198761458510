"""The tables of oterm's database (oterm 0.26.1, oterm/store/store.py and its upgrades)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.store.foreign.foreign_file import ForeignFile, ReadRows, Tables

_TABLES = {
    "chat": frozenset(("id", "name", "model", "system")),
    "message": frozenset(("id", "chat_id", "author", "text")),
}


def is_oterm(tables: Tables) -> bool:
    """Whether a database with these tables is oterm's."""
    return all(tables.get(name, frozenset()) >= columns for name, columns in _TABLES.items())


def chats(file: ForeignFile, tables: Tables) -> ReadRows:
    """All chats. Versions before 0.15 kept no provider and other parameters."""
    provider, parameters = _if_there(tables["chat"], "provider", "parameters")
    return file.readable_rows(
        f"SELECT id, name, model, system, {provider}, {parameters} FROM chat ORDER BY id"
    )


def messages(file: ForeignFile, tables: Tables, chat: int) -> ReadRows:
    """The messages of a chat."""
    (images,) = _if_there(tables["message"], "images")
    return file.readable_rows(
        f"SELECT id, author, text, {images} FROM message WHERE chat_id = ? ORDER BY id", chat
    )


def _if_there(columns: frozenset[str], *names: str) -> tuple[str, ...]:
    return tuple(name if name in columns else f"NULL AS {name}" for name in names)
