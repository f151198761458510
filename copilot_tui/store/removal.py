"""Taking messages out of sight so that it can be undone exactly.

All functions run within a transaction of the caller.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.store.database import AMONG_IDS
from copilot_tui.store.tree import select_newest_leaf, select_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.store.database import Database

BELOW = """
WITH RECURSIVE below (message) AS (
    SELECT ?
    UNION ALL
    SELECT messages.id FROM below CROSS JOIN messages ON messages.parent = below.message
    WHERE messages.deleted_at IS NULL
)
SELECT messages.id, messages.handle FROM below CROSS JOIN messages ON messages.id = below.message
ORDER BY messages.id
"""
_IS_ON_ACTIVE_PATH = """
WITH RECURSIVE path (message) AS (
    SELECT active_leaf FROM conversations WHERE id = ?
    UNION ALL
    SELECT messages.parent FROM path CROSS JOIN messages ON messages.id = path.message
)
SELECT EXISTS (SELECT 1 FROM path WHERE message = ?) AS found
"""
_NEWEST_VERSION = """
SELECT max(id) AS newest FROM messages
WHERE conversation = ? AND parent IS ? AND deleted_at IS NULL
"""
_AMONG = f"id IN {AMONG_IDS}"
_SET_ACTIVE_LEAF = "UPDATE conversations SET active_leaf = ? WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out of sight, and what it takes to undo that. All are row ids.

    Attributes:
        conversation: that the messages are in.
        message: the message that was removed.
        hidden: it and the messages below it that went with it.
        moved: the messages below it that follow its parent now.
        handles: the handles that messages below it have lost, by message.
        leaf_before: the active leaf before the removal.
        leaf_after: the active leaf after it.
    """

    conversation: int
    message: int
    hidden: tuple[int, ...]
    moved: tuple[int, ...]
    handles: tuple[tuple[int, str], ...]
    leaf_before: int | None
    leaf_after: int | None


def remove_with_rest(database: Database, message: int) -> Removed:
    """See `Messages.delete`."""
    row = select_row(database, message)
    conversation = row["conversation"]
    hidden = tuple(below["id"] for below in database.execute(BELOW, message))
    visible = database.execute(_IS_ON_ACTIVE_PATH, conversation, message).fetchone()["found"]
    before = after = _active_leaf(database, conversation)
    _hide(database, hidden)
    if visible:
        after = _beside(database, conversation, row["parent"])
        database.execute(_SET_ACTIVE_LEAF, after, conversation)
    return Removed(conversation, message, hidden, (), (), before, after)


def remove_alone(database: Database, message: int) -> Removed:
    """See `Messages.remove`."""
    row = select_row(database, message)
    conversation, parent = row["conversation"], row["parent"]
    below = database.execute(BELOW, message).fetchall()[1:]
    children = database.execute("SELECT id FROM messages WHERE parent = ?", message)
    # Also children that were removed before, so that they come back to the visible tree.
    moved = tuple(child["id"] for child in children)
    handles = tuple((child["id"], child["handle"]) for child in below if child["handle"])
    before = after = _active_leaf(database, conversation)
    _hide(database, (message,))
    _move(database, moved, parent)
    database.execute(
        f"UPDATE messages SET handle = NULL WHERE {_AMONG}",
        json.dumps([child for child, _ in handles]),
    )
    if before == message:
        after = _beside(database, conversation, parent)
        database.execute(_SET_ACTIVE_LEAF, after, conversation)
    return Removed(conversation, message, (message,), moved, handles, before, after)


def undo_removal(database: Database, removed: Removed) -> None:
    """See `Messages.undo`.

    Raises:
        StoreError: the message is gone for good.
    """
    select_row(database, removed.message)
    database.execute(
        f"UPDATE messages SET deleted_at = NULL WHERE {_AMONG}", json.dumps(removed.hidden)
    )
    _move(database, removed.moved, removed.message)
    if removed.moved:
        # A thread that began in the meantime never saw what is back now.
        below = [row["id"] for row in database.execute(BELOW, removed.message).fetchall()[1:]]
        database.execute(f"UPDATE messages SET handle = NULL WHERE {_AMONG}", json.dumps(below))
    for message, handle in removed.handles:
        database.execute("UPDATE messages SET handle = ? WHERE id = ?", handle, message)
    if removed.leaf_before != removed.leaf_after:
        database.execute(_SET_ACTIVE_LEAF, removed.leaf_before, removed.conversation)


def _hide(database: Database, messages: Sequence[int]) -> None:
    database.execute(
        f"UPDATE messages SET deleted_at = ? WHERE {_AMONG}",
        *(database.now(), json.dumps(messages)),
    )


def _move(database: Database, messages: Sequence[int], parent: int | None) -> None:
    # Depths keep their gaps: along a path they still grow, which is all they are for.
    database.execute(f"UPDATE messages SET parent = ? WHERE {_AMONG}", parent, json.dumps(messages))


def _active_leaf(database: Database, conversation: int) -> int | None:
    leaf: int | None = database.execute(
        "SELECT active_leaf FROM conversations WHERE id = ?", conversation
    ).fetchone()["active_leaf"]
    return leaf


def _beside(database: Database, conversation: int, parent: int | None) -> int | None:
    newest: int | None = database.execute(_NEWEST_VERSION, conversation, parent).fetchone()[
        "newest"
    ]
    return parent if newest is None else select_newest_leaf(database, newest)
