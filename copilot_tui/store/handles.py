"""Spending the handle of a server's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError

if TYPE_CHECKING:
    from copilot_tui.store.database import Database

_SPEND = "UPDATE messages SET handle = NULL WHERE id = ? AND handle IS NOT NULL"


def spend_handle(database: Database, message: int) -> None:
    """Take a message's handle away for a request, within a transaction of the caller.

    Raises:
        StoreError: it was spent before; see `Database.must_change`.
    """
    database.must_change(_SPEND, message, otherwise=_spent)


def _spent() -> StoreError:
    return StoreError(
        "This conversation has already been continued from here in another window.",
        "Send again; the history is then sent along.",
    )
