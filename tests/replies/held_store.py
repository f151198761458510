"""A store that does what it is asked only when the test lets it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from copilot_tui.replies.keeper import Keeper

if TYPE_CHECKING:
    from copilot_tui.errors import StoreError
    from copilot_tui.replies.events import ReplyEvent
    from copilot_tui.store.pieces import Piece
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread


class HeldStore:
    """Takes the place of the store's thread.

    Attributes:
        asked: what was asked and is not done yet.
        transactions: the pieces of each write that was done.
        replaced: the whole texts of each write in place of pieces.
        resumed: the same, of replies that others may have taken for dead.
        left_out: what is said to be none of the replies that run.
        finished: row ids of the replies that were written as a whole.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[Callable[[Store], frozenset[int]], Future[frozenset[int]]]] = []
        self.transactions: list[list[Piece]] = []
        self.replaced: list[list[Piece]] = []
        self.resumed: list[list[Piece]] = []
        self.left_out: frozenset[int] = frozenset()
        self.finished: list[int] = []
        journal = SimpleNamespace(
            write_all=partial(self._write, self.transactions),
            replace_all=partial(self._write, self.replaced),
            resume=partial(self._write, self.resumed),
            finish=lambda message, **_: self.finished.append(message),
        )
        self._store = cast("Store", SimpleNamespace(journal=journal))

    def _write(self, done: list[list[Piece]], pieces: list[Piece]) -> frozenset[int]:
        done.append(pieces)
        return self.left_out

    def queue(self, function: Callable[[Store], frozenset[int]]) -> Future[frozenset[int]]:
        """As `StoreThread.queue`."""
        future: Future[frozenset[int]] = Future()
        self.asked.append((function, future))
        return future

    def when_exchanged(self, listener: Callable[[], object]) -> None:
        """As `StoreThread.when_exchanged`; it never is."""

    def work(self) -> None:
        """Do what was asked for first."""
        function, future = self.asked.pop(0)
        future.set_result(function(self._store))

    def fail(self, error: StoreError) -> None:
        """Let fail what was asked for first."""
        self.asked.pop(0)[1].set_exception(error)


def held_keeper(
    listener: Callable[[ReplyEvent], None] = lambda _: None,
) -> tuple[Keeper, HeldStore]:
    """A keeper, and the store that it writes to."""
    store = HeldStore()
    return Keeper(cast("StoreThread", store), listener, list), store
