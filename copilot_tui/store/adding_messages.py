"""Adding a row to the tree of messages, without asking first what is there.

Where it hangs is looked up by the statement itself: on a server that spares a way to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.store.failures import missing
from copilot_tui.store.uid import new_uid

if TYPE_CHECKING:
    from copilot_tui.chat.conversation import Role, Status
    from copilot_tui.store.database import Database, RowId, SqlValue

_ADD = "INSERT INTO messages (id, role, status, created{names}, conversation, parent, depth)"
_FIRST = f"{_ADD} SELECT ?, ?, ?, ?{{marks}}, id, NULL, 1 FROM conversations WHERE id = ?"
_BELOW = f"""
{_ADD} SELECT ?, ?, ?, ?{{marks}}, conversation, id, depth + 1
FROM messages WHERE conversation = ? AND id = ?
"""
_AT_END = f"""
{_ADD} SELECT ?, ?, ?, ?{{marks}}, home.id, leaf.id, coalesce(leaf.depth, 0) + 1
FROM conversations AS home
LEFT JOIN messages AS leaf ON leaf.id = home.active_leaf AND leaf.conversation = home.id
WHERE home.id = ? AND (home.active_leaf IS NULL OR leaf.id IS NOT NULL)
"""


def insert_message(
    database: Database,
    conversation: int,
    parent: int | None,
    role: Role,
    status: Status,
    columns: dict[str, SqlValue],
    uid: bytes | None = None,
) -> RowId:
    """Add a message below another one, within a transaction of the caller.

    Args:
        database: where it is kept.
        conversation: row id.
        parent: the message it follows; None for a first one.
        role: see `Message`.
        status: see `Message`.
        columns: what else is in its row; None is in none of them.
        uid: its name, if it has one already.

    Returns:
        Its row id.

    Raises:
        StoreError: there is no such conversation, or no such parent in it; see
            `Database.must_change`.
    """
    if parent is None:
        return _insert(database, _FIRST, (conversation,), role, status, columns, uid)
    return _insert(database, _BELOW, (conversation, parent), role, status, columns, uid)


def insert_at_end(
    database: Database,
    conversation: int,
    role: Role,
    status: Status,
    columns: dict[str, SqlValue],
    uid: bytes | None = None,
) -> RowId:
    """Add a message below the active leaf; see `insert_message`."""
    return _insert(database, _AT_END, (conversation,), role, status, columns, uid)


def _insert(
    database: Database,
    statement: str,
    place: tuple[int, ...],
    role: Role,
    status: Status,
    columns: dict[str, SqlValue],
    uid: bytes | None,
) -> RowId:
    names = "".join(f", {name}" for name in columns)
    message = database.insert(
        statement.format(names=names, marks=", ?" * len(columns)),
        *(role, status, database.now(), *columns.values(), *place),
        otherwise=lambda: missing("conversation" if statement is _FIRST else "message"),
    )
    database.execute(
        "INSERT INTO message_uids (message, uid) VALUES (?, ?)", message, uid or new_uid()
    )
    return message
