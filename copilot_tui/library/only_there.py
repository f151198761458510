"""Conversations of which only the title is known while their server is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError

if TYPE_CHECKING:
    from copilot_tui.store.store import Store


def check_here(store: Store, conversation: int) -> None:
    """Refuse what needs the messages of a conversation where they are only on the server.

    Args:
        store: on its own thread.
        conversation: row id.

    Raises:
        StoreError: they were not read before the server went away.
    """
    if not store.stands_in:
        return
    leaf = store.conversations.get(conversation).active_leaf
    if leaf is not None and not store.tree.has(leaf):
        raise StoreError(
            "The messages of this conversation are only on the server, which is away.",
            "Wait until it is back; other conversations go on.",
        )
