"""How long database work holds up the event loop.

Twenty replies are journaled four times a second while a conversation of 10,000 messages is
opened, read to its beginning and the list is paged. A task that wakes up every millisecond
tells by how much it was late. The same is measured with no database work, as the floor.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.library.library import Library
from copilot_tui.replies.keeper import JOURNAL_SECONDS
from copilot_tui.store.store import Store
from copilot_tui.store.thread import SWITCH_SECONDS, StoreThread
from tests.benchmarks.figure import Figure, percentile

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from tests.benchmarks.suite import Extent

MESSAGES, SMOKE_MESSAGES = 10_000, 100
CONVERSATIONS, SMOKE_CONVERSATIONS = 1_000, 20
REPLIES = 20
SECONDS, SMOKE_SECONDS = 5.0, 0.3
GOAL_MILLISECONDS = 5.0
WAKE_SECONDS = 0.001
_TEXT = "A sentence with **bold** words, `code` and a [link](https://example.com). " * 8


def measure(extent: Extent) -> Iterator[Figure]:
    """By how much wake-ups were late without and with database work."""
    file = extent.folder / "conversations.db"
    long, running = _fill(file, extent)
    seconds = SMOKE_SECONDS if extent.smoke else SECONDS
    with _switching_often():
        idle, busy = asyncio.run(_lateness_of_both(file, long, running, seconds))
    yield from _figures("late for a wake-up, no database work", idle, goal=None)
    yield from _figures("late for a wake-up, with database work", busy, goal=GOAL_MILLISECONDS)


def _figures(name: str, late: list[float], *, goal: float | None) -> Iterator[Figure]:
    yield Figure(name, late, "ms")
    yield Figure("99 of 100 within", [percentile(late, 99)], "ms", goal, under=name)


@contextmanager
def _switching_often() -> Iterator[None]:
    """Let threads take turns as often as the program does."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _fill(path: Path, extent: Extent) -> tuple[int, list[int]]:
    """Make a long conversation, many short ones, and some replies that are running."""
    with Store(path, instance_id="benchmark") as store:
        long = store.conversations.create(title="A long conversation").id
        leaf: int | None = None
        for _ in range(extent.scaled(MESSAGES, SMOKE_MESSAGES) // 2):
            question = store.messages.add_user_message(long, leaf, _TEXT)
            reply = store.journal.begin(long, question.id, profile="", provider="", model="")
            store.journal.finish(reply.id, content=_TEXT, reasoning="", status=Status.COMPLETE)
            leaf = reply.id
        running = []
        for number in range(extent.scaled(CONVERSATIONS, SMOKE_CONVERSATIONS)):
            short = store.conversations.create(title=f"Conversation {number}").id
            if number < REPLIES:
                question = store.messages.add_user_message(short, None, "Go on.")
                begun = store.journal.begin(short, question.id, profile="", provider="", model="")
                running.append(begun.id)
    return long, running


async def _lateness(work: Callable[[], Awaitable[None]]) -> list[float]:
    """How late, in milliseconds, a task that wakes every millisecond was during `work`."""
    late: list[float] = []

    async def tick() -> None:
        while True:
            due = time.perf_counter() + WAKE_SECONDS
            await asyncio.sleep(WAKE_SECONDS)
            late.append((time.perf_counter() - due) * 1000)

    ticking = asyncio.create_task(tick())
    await work()
    ticking.cancel()
    return late


async def _lateness_of_both(
    path: Path, long: int, running: list[int], seconds: float
) -> tuple[list[float], list[float]]:
    """Lateness without and with database work."""
    thread = StoreThread(lambda: Store(path, instance_id="benchmark"), on_error=print)
    library = Library(thread)

    async def nothing() -> None:
        await asyncio.sleep(seconds)

    def write(store: Store) -> None:
        for reply in running:
            store.journal.write(reply, _TEXT, "")

    until = 0.0

    def journal() -> None:
        thread.submit(write)
        if time.perf_counter() < until:
            asyncio.get_running_loop().call_later(JOURNAL_SECONDS, journal)

    async def read() -> None:
        nonlocal until
        until = time.perf_counter() + seconds
        journal()
        while time.perf_counter() < until:
            opened = await library.open(long)
            first = opened.messages[0]
            while batch := await library.older(first):
                first = batch[0]
            page = await library.page()
            await library.page(after=page[-1])

    await library.page()
    try:
        return await _lateness(nothing), await _lateness(read)
    finally:
        thread.close()
