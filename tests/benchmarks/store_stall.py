"""How long database work holds up the event loop.

Twenty replies are journaled four times a second while a conversation of 10,000 messages is
opened, read to its beginning and the list is paged. A task that wakes up every millisecond
tells by how much it was late. The same is measured with no database work, as the floor.

    uv run python -m tests.benchmarks.store_stall
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from copilot_tui.chat.conversation import Status
from copilot_tui.library import Library
from copilot_tui.replies.running import JOURNAL_SECONDS
from copilot_tui.store.store import Store
from copilot_tui.store.thread import SWITCH_SECONDS, StoreThread

MESSAGES = 10_000
CONVERSATIONS = 1_000
REPLIES = 20
SECONDS = 5.0
GOAL_MILLISECONDS = 5.0
_TEXT = "A sentence with **bold** words, `code` and a [link](https://example.com). " * 8


def fill(path: Path) -> tuple[int, list[int]]:
    """Make a long conversation, many short ones, and some replies that are running."""
    with Store(path, instance_id="benchmark") as store:
        long = store.conversations.create(title="A long conversation").id
        leaf: int | None = None
        for _ in range(MESSAGES // 2):
            question = store.messages.add_user_message(long, leaf, _TEXT)
            reply = store.journal.begin(long, question.id, profile="", provider="", model="")
            store.journal.finish(reply.id, content=_TEXT, reasoning="", status=Status.COMPLETE)
            leaf = reply.id
        running = []
        for number in range(CONVERSATIONS):
            short = store.conversations.create(title=f"Conversation {number}").id
            if number < REPLIES:
                question = store.messages.add_user_message(short, None, "Go on.")
                begun = store.journal.begin(short, question.id, profile="", provider="", model="")
                running.append(begun.id)
    return long, running


async def lateness(work: Callable[[], Awaitable[None]]) -> list[float]:
    """How late, in milliseconds, a task that wakes every millisecond was during `work`."""
    late: list[float] = []

    async def tick() -> None:
        while True:
            due = time.perf_counter() + 0.001
            await asyncio.sleep(0.001)
            late.append((time.perf_counter() - due) * 1000)

    ticking = asyncio.create_task(tick())
    await work()
    ticking.cancel()
    return late


async def measure(path: Path, long: int, running: list[int]) -> tuple[list[float], list[float]]:
    """Lateness without and with database work."""
    thread = StoreThread(lambda: Store(path, instance_id="benchmark"), on_error=print)
    library = Library(thread)

    async def nothing() -> None:
        await asyncio.sleep(SECONDS)

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
        until = time.perf_counter() + SECONDS
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
        return await lateness(nothing), await lateness(read)
    finally:
        thread.close()


def tail(late: list[float]) -> float:
    """What 99 of 100 wake-ups stay below."""
    return sorted(late)[int(len(late) * 0.99)]


def show(name: str, late: list[float]) -> None:
    """Print the middle, the tail and the worst."""
    print(
        f"{name:<22} median {statistics.median(late):6.2f} ms   "
        f"p99 {tail(late):6.2f} ms   max {max(late):6.2f} ms   over {len(late)} wake-ups"
    )


def main() -> None:
    """Measure and print, with the goal."""
    sys.setswitchinterval(SWITCH_SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "conversations.db"
        long, running = fill(path)
        idle, busy = asyncio.run(measure(path, long, running))
    show("no database work", idle)
    show("with database work", busy)
    verdict = "met" if tail(busy) <= GOAL_MILLISECONDS else "missed"
    print(f"goal: at most {GOAL_MILLISECONDS:g} ms in 99 of 100 wake-ups: {verdict}")


if __name__ == "__main__":
    main()
