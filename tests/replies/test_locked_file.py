"""Replies while the conversation file cannot be written: locked, or the disk is full."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from stat import S_IMODE
from typing import TYPE_CHECKING, TypeAlias

import pytest

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.replies.events import KEPT_AGAIN, KEPT_IN_MEMORY
from tests.replies.bench import Bench
from tests.replies.test_continuing import go_on
from tests.servers_fake import Answer, FakeServer, Gate, chunk, events, reply
from tests.store.support import file_of

if TYPE_CHECKING:
    from copilot_tui.store.store import Store

LONG = "All work and no play makes Jack a dull boy. " * 2000
"""More than fits into the pages that a small file has free."""

Trouble: TypeAlias = Callable[[Bench], AbstractContextManager[None]]


@contextmanager
def locked(bench: Bench) -> Iterator[None]:
    """Another program holds the lock of the file."""
    with closing(sqlite3.connect(bench.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(bench: Bench) -> Iterator[None]:
    """The disk has no room for another page; SQLite reports the same as for a real one."""
    limit_pages(bench, 1)  # It is never less than there are.
    yield
    limit_pages(bench, 1_000_000)


def limit_pages(bench: Bench, pages: int) -> None:
    def limit(store: Store) -> None:
        database = file_of(store)._connection
        database.execute(f"PRAGMA max_page_count = {pages}").fetchone()

    bench.store.queue(limit)


def rescue_files(folder: Path) -> list[Path]:
    """What was written because it could not be saved where it belongs."""
    return list(folder.glob("unsaved-text-*.md"))


both = pytest.mark.parametrize("trouble", [locked, full])


async def begun(
    bench: Bench, server: FakeServer, *pieces: str
) -> tuple[Gate, asyncio.Task[None], Message]:
    """A reply that has its row and whose text comes when the gate is opened."""
    gate = Gate()
    server.answer(reply(*pieces).hold(gate, after=0))
    task = bench.start(await bench.send("Hello"))
    started = await bench.until_told(lambda: bench.started)
    await gate.reached()
    return gate, task, started[-1].reply


@both
async def test_no_text_is_lost_and_the_failure_and_its_end_are_each_told_once(
    bench: Bench, server: FakeServer, trouble: Trouble
) -> None:
    gate, task, row = await begun(bench, server, LONG, "The end.")
    with trouble(bench):
        gate.open()
        await bench.end_of(task)
        await bench.until_told(lambda: bench.keeping)
        assert (await bench.stored(row)).status is Status.STREAMING
    await bench.until_told(lambda: KEPT_AGAIN in bench.keeping)

    stored = await bench.stored(row)
    assert (stored.status, stored.content) == (Status.COMPLETE, f"{LONG}The end.")
    first, last = bench.keeping
    assert KEPT_IN_MEMORY in first
    assert last == KEPT_AGAIN
    assert bench.store_errors == []


@both
async def test_pieces_that_failed_are_on_disk_before_those_that_came_later(
    bench: Bench, server: FakeServer, trouble: Trouble
) -> None:
    pause = Gate()
    first = events(chunk(LONG), done=False)
    server.answer(reply(LONG, "And more.").hold(pause, after=len(first)))
    task = bench.start(await bench.send("Hello"))
    started = await bench.until_told(lambda: bench.started)
    with trouble(bench):
        await bench.until_told(lambda: bench.keeping)
    row = started[0].reply.id
    await bench.until_stored(lambda store: store.tree.get(row).content == LONG)

    pause.open()
    await bench.end_of(task)
    assert (await bench.stored(started[0].reply)).content == f"{LONG}And more."


@both
async def test_what_is_only_in_memory_is_shown_as_it_ended(
    bench: Bench, server: FakeServer, trouble: Trouble
) -> None:
    gate, task, row = await begun(bench, server, LONG)
    with trouble(bench):
        gate.open()
        await bench.end_of(task)
        read = await bench.store.run(lambda store: store.tree.path(row.id))
        known = bench.replies.with_unkept(row.conversation, read)
    assert [entry.content for entry in known] == ["Hello", LONG]
    assert known[-1].status is Status.COMPLETE
    assert not bench.replies.running


async def test_reading_does_not_wait_behind_writes_that_fail(
    bench: Bench, server: FakeServer
) -> None:
    gate, task, row = await begun(bench, server, *["word "] * 50)
    loop = asyncio.get_running_loop()
    with locked(bench):
        before = loop.time()
        gate.open()
        await bench.end_of(task)
        await bench.until_told(lambda: bench.keeping)
        for _ in range(10):
            await bench.stored(row)
        assert loop.time() - before < 4.5  # Each write used to wait for five seconds.


async def test_a_reply_goes_on_from_text_that_could_not_be_written_at_first(
    bench: Bench, server: FakeServer
) -> None:
    gate = Gate()
    broken_off = Answer((gate, events(chunk("One, two, th"), done=False)))
    server.answer(broken_off, reply("three."))
    task = bench.start(await bench.send("Count to three."))
    await gate.reached()
    with locked(bench):
        gate.open()
        await bench.end_of(task)
        await bench.until_told(lambda: bench.keeping)
    whole = await go_on(bench, bench.ended[-1])

    assert (whole.status, whole.content) == (Status.COMPLETE, "One, two, three.")


async def test_quitting_while_the_file_is_locked_takes_no_minutes_and_leaves_a_private_file(
    bench: Bench, server: FakeServer, tmp_path: Path
) -> None:
    gates = [Gate() for _ in range(5)]
    for number, gate in enumerate(gates):
        text = f"Reply {number}"
        spoken = events(chunk(text), done=False)
        server.answer(reply(text, " never sent").hold(gate, after=len(spoken)))
    tasks = [bench.start(await bench.send("Hello")) for _ in gates]
    await bench.until_told(lambda: len({grown.message for grown in bench.grew}) == len(gates))
    loop = asyncio.get_running_loop()
    with locked(bench):
        before = loop.time()
        sentence = await bench.replies.settle(tmp_path)
        assert loop.time() - before < 8
        await asyncio.wait(tasks)

    (file,) = rescue_files(tmp_path)
    assert str(file) in sentence
    assert sentence.startswith("5 replies could not be saved")
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert all(f"Reply {number}" in file.read_text() for number in range(len(gates)))


async def test_quitting_writes_what_had_failed_once_that_works_again(
    bench: Bench, server: FakeServer, tmp_path: Path
) -> None:
    gate, task, row = await begun(bench, server, "All of it")
    with locked(bench):
        gate.open()
        await bench.end_of(task)
        await bench.until_told(lambda: bench.keeping)
    assert await bench.replies.settle(tmp_path) == ""

    assert (await bench.stored(row)).content == "All of it"
    assert rescue_files(tmp_path) == []


async def test_a_reply_that_was_deleted_elsewhere_is_not_kept_for_ever(
    bench: Bench, server: FakeServer, tmp_path: Path
) -> None:
    gate, task, row = await begun(bench, server, "Nobody wants it")
    await bench.store.run(
        lambda store: file_of(store)._connection.execute(
            "DELETE FROM conversations WHERE id = ?", (row.conversation,)
        )
    )
    gate.open()
    await bench.end_of(task)

    assert await bench.replies.settle(tmp_path) == ""
    assert bench.keeping == []
