"""Statistics are counted in pieces, and no further when nobody waits for them any more."""

from __future__ import annotations

import asyncio
import time
from datetime import date
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.statistics import Period
from copilot_tui.store.statistics import MessageCounter
from tests.library.turns import conversation_of

if TYPE_CHECKING:
    from copilot_tui.library.library import Library
    from copilot_tui.store.thread import StoreThread
    from tests.store.support import Clock

EVERYTHING = Period(None, date.today())


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A counter that takes one conversation at a time; how far it was after each."""
    done: list[float] = []
    go_on = MessageCounter.go_on

    def one(counter: MessageCounter) -> bool:
        more = go_on(counter, 0)
        done.append(counter.done)
        return more

    monkeypatch.setattr(MessageCounter, "go_on", one)
    return done


async def test_all_conversations_are_counted_and_the_progress_is_told(
    library: Library, store: StoreThread, clock: Clock, slow: list[float]
) -> None:
    clock.time = time.time()
    for _ in range(4):
        await conversation_of(store, turns=2)
    told: list[float] = []
    found = await library.statistics(EVERYTHING, progress=told.append)

    assert (found.totals.sent, found.totals.replies) == (8, 8)
    assert told == [0.25, 0.5, 0.75]


async def test_others_have_their_turn_in_between(
    library: Library, store: StoreThread, clock: Clock, slow: list[float]
) -> None:
    clock.time = time.time()
    for _ in range(3):
        await conversation_of(store, turns=1)
    counted: list[int] = []

    def ask(_: float) -> None:
        store.submit(lambda _: counted.append(len(slow)))

    await library.statistics(EVERYTHING, progress=ask)

    assert counted == [1, 2]


async def test_it_ends_after_the_piece_at_which_it_is_cancelled(
    library: Library, store: StoreThread, clock: Clock, slow: list[float]
) -> None:
    clock.time = time.time()
    for _ in range(5):
        await conversation_of(store, turns=1)

    def stop(done: float) -> None:
        counting.cancel()

    counting = asyncio.create_task(library.statistics(EVERYTHING, progress=stop))
    with pytest.raises(asyncio.CancelledError):
        await counting
    await library.page()

    assert len(slow) <= 2
