"""Texts that are kept on this machine until they are on the server where conversations are."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from copilot_tui.store.outbox.unsent_texts import Held
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread

Place: TypeAlias = tuple[int | None, int | None]
"""Row ids of a draft's conversation and of the message that it edits."""

GIVEN_BACK_SECONDS = 2.0
"""What could not be sent is a draft again by then, which is kept itself."""


class Holding:
    """Keeps texts that may be lost with the program; does nothing where there is no server.

    Args:
        store: where they go.
    """

    def __init__(self, store: StoreThread) -> None:
        self._store = store

    def hold(
        self, place: Place, text: str, *, is_sent: bool = False, adds: bool = False
    ) -> Held | None:
        """Begin to keep a text.

        Args:
            place: where it was written.
            text: clean.
            is_sent: see `Unsent`.
            adds: see `Unsent`.

        Returns:
            What `release` wants.
        """
        if self._store.unsent is None or not text:
            return None
        from copilot_tui.store.outbox.unsent import Unsent

        owner, before = self._store.glance(lambda store: _known(store, place)) or ("", ())
        return self._store.unsent.hold(
            Unsent(
                *place,
                text=text,
                owner=owner,
                before=before,
                written=time.time(),
                is_sent=is_sent,
                adds=adds,
            )
        )

    def release(self, held: Held | None) -> None:
        """Keep it no longer, as it is where it belongs; for any thread."""
        if held is not None and self._store.unsent is not None:
            self._store.unsent.release(held)

    def release_soon(self, held: Held | None) -> None:
        """Keep it no longer than its sender needs to have it again."""
        if held is not None:
            asyncio.get_running_loop().call_later(GIVEN_BACK_SECONDS, self.release, held)


def _known(store: Store, place: Place) -> tuple[str, tuple[str, ...]]:
    """The running copy of the program, and what it knows to have stood in a place."""
    recent, owner = store.database.recent_drafts, store.instance_id
    if recent is None:
        return owner, ()
    return owner, tuple(recent.texts((*place, owner if place[0] is None else None)))
