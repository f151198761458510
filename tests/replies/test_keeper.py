"""What replies bring is written often, together, and again until it is on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from copilot_tui.api.pace import SELDOM
from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.errors import StoreError
from copilot_tui.replies import keeper as keeper_module
from copilot_tui.replies.events import KeepingFailed, KeepingResumed, ReplyEvent
from copilot_tui.replies.keeper import JOURNAL_SECONDS, Keeper
from copilot_tui.replies.running import GATHER_SECONDS, RunningReply
from tests.replies.bench import TIME_LIMIT
from tests.replies.held_store import held_keeper

ROW = Message(5, 1, 4, Role.ASSISTANT, "", Status.STREAMING, created=0.0)
FULL = StoreError("The disk is full.", "Free some space.")

PROMISED = 0.3
"""Seconds of text that may be missing after a SIGKILL."""


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper_module, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(keeper_module, "LONGEST_PAUSE", 0.05)


@pytest.fixture
def _long_pauses(_short_pauses: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """So long that nothing is tried again by itself."""
    monkeypatch.setattr(keeper_module, "FIRST_PAUSE", 2 * TIME_LIMIT)
    monkeypatch.setattr(keeper_module, "LONGEST_PAUSE", 2 * TIME_LIMIT)


def running(keeper: Keeper, number: int = 5) -> RunningReply:
    """A reply that comes in."""
    row = replace(ROW, id=number)
    return RunningReply(row, tell=lambda _: None, grown=keeper.has_grown)


def ended(number: int = 5) -> Message:
    """A reply that is over."""
    return replace(ROW, id=number, content="All of it", status=Status.COMPLETE)


async def until(condition: Callable[[], object]) -> None:
    """Let the loop go on until something is so."""
    async with asyncio.timeout(TIME_LIMIT):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event.
            await asyncio.sleep(0.001)


async def passing(seconds: float) -> None:
    """See that nothing happens in this time."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await over.wait()


def test_the_waits_between_the_wire_and_the_disk_leave_room_for_a_slow_disk() -> None:
    assert SELDOM + GATHER_SECONDS + JOURNAL_SECONDS < PROMISED - 0.04


async def test_a_piece_waits_no_longer_than_the_interval() -> None:
    keeper, store = held_keeper()
    reply = running(keeper)
    loop = asyncio.get_running_loop()
    for _ in range(3):
        before = loop.time()
        reply.add(content="more")
        assert keeper.due - before <= JOURNAL_SECONDS
        await until(lambda: store.asked)
        store.work()
        await until(lambda: not keeper.is_writing)
    reply.close()


async def test_all_that_streams_is_written_in_one_transaction() -> None:
    keeper, store = held_keeper()
    replies = [running(keeper, number) for number in range(20)]
    for reply in replies:
        reply.add(content=f"text {reply.reply.id}", reasoning="hm")
    await until(lambda: store.asked)
    store.work()

    (pieces,) = store.transactions
    assert {piece.message: piece.content for piece in pieces} == {
        number: f"text {number}" for number in range(20)
    }
    for reply in replies:
        reply.close()


async def test_a_store_that_hangs_has_one_write_before_it_and_then_all_in_one_piece() -> None:
    keeper, store = held_keeper()
    reply = running(keeper)
    reply.add(content="0 ")
    await until(lambda: store.asked)
    for number in range(1, 4):
        reply.add(content=f"{number} ")
        await passing(1.5 * JOURNAL_SECONDS)
    assert len(store.asked) == 1

    store.work()
    await until(lambda: store.asked)
    store.work()
    assert [[piece.content for piece in pieces] for pieces in store.transactions] == [
        ["0 "],
        ["1 2 3 "],
    ]
    reply.close()


async def test_what_could_not_be_written_comes_with_the_next_write_and_in_its_order() -> None:
    keeper, store = held_keeper()
    reply = running(keeper)
    reply.add(content="one ", reasoning="hm ")
    await until(lambda: store.asked)
    reply.add(content="two ")
    store.fail(FULL)
    await until(lambda: store.asked)
    store.fail(FULL)
    reply.add(reasoning="aha ")
    await until(lambda: store.asked)
    store.work()

    ((piece,),) = store.transactions
    assert (piece.content, piece.reasoning) == ("one two ", "hm aha ")
    reply.close()


async def test_an_end_that_could_not_be_written_is_tried_again_until_it_is() -> None:
    told: list[ReplyEvent] = []
    keeper, store = held_keeper(told.append)
    keeper.finish(ended())
    for _ in range(4):
        assert keeper.unkept(ROW.conversation) == {5: ended()}
        await until(lambda: store.asked)
        store.fail(FULL)
    await until(lambda: told)
    assert told == [KeepingFailed(FULL)]

    await until(lambda: store.asked)
    store.work()
    await until(lambda: not keeper.unkept(ROW.conversation))
    assert store.finished == [5]
    assert told == [KeepingFailed(FULL), KeepingResumed()]


async def test_one_failure_that_is_over_at_once_is_not_told() -> None:
    told: list[ReplyEvent] = []
    keeper, store = held_keeper(told.append)
    keeper.finish(ended())
    store.fail(FULL)
    await until(lambda: store.asked)
    store.work()
    await until(lambda: not keeper.unkept(ROW.conversation))
    assert told == []


async def test_an_end_that_fails_while_another_one_is_kept_is_not_forgotten() -> None:
    keeper, store = held_keeper()
    keeper.finish(ended(5))
    keeper.finish(ended(6))
    store.fail(FULL)
    store.work()
    await until(lambda: store.asked)
    store.work()
    await until(lambda: not keeper.unkept(ROW.conversation))
    assert store.finished == [6, 5]


@pytest.mark.usefixtures("_long_pauses")
async def test_before_the_next_question_what_failed_is_tried_again() -> None:
    keeper, store = held_keeper()
    keeper.finish(ended())
    keeper.try_again()
    assert len(store.asked) == 1  # It has not failed yet.
    store.fail(FULL)
    await until(lambda: keeper.has_failed)
    keeper.try_again()
    assert len(store.asked) == 1


@pytest.mark.usefixtures("_long_pauses")
@pytest.mark.parametrize("works", [True, False])
async def test_settling_tries_once_more_and_hands_back_what_is_only_in_memory(works: bool) -> None:
    keeper, store = held_keeper()
    keeper.finish(ended())
    store.fail(FULL)
    await until(lambda: keeper.has_failed)
    settling = asyncio.ensure_future(keeper.settle())
    await until(lambda: store.asked)
    if works:
        store.work()
    else:
        store.fail(FULL)
    assert await settling == ([] if works else [ended()])
    await passing(0.2)
    assert store.asked == []


def test_the_sentence_says_what_happened_what_becomes_of_it_and_what_to_do() -> None:
    sentence = " ".join(KeepingFailed(FULL).parts)
    assert sentence.startswith("The disk is full. ")
    assert "kept in memory" in sentence
    assert sentence.endswith("Free some space.")
