"""Every way in which a reply can end: its text is kept and the prompt is free again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.servers.choice import Choice
from copilot_tui.servers.ports import free_port
from tests.replies.bench import TIME_LIMIT, Bench
from tests.servers_fake import Answer, Ending, FakeServer, Gate, chunk, events, json_answer, reply

if TYPE_CHECKING:
    from copilot_tui.store.store import Store

HANDLE = {"conversation_id": "thread-1"}


def held(gate: Gate, *pieces: str) -> Answer:
    """A reply that the server breaks off from saying after these pieces."""
    spoken = events(*map(chunk, pieces), done=False)
    return reply(*pieces, "never sent").hold(gate, after=len(spoken))


async def begun(bench: Bench, text: str = "Hello") -> tuple[asyncio.Task[None], Message]:
    """A reply under way that has been told of."""
    task = bench.start(await bench.send(text))
    started = await bench.until_told(lambda: bench.started)
    return task, started[-1].reply


async def test_stopping_keeps_the_text(bench: Bench, server: FakeServer) -> None:
    server.answer(held(Gate(), "Half of it"))
    task, begin = await begun(bench)
    await bench.until_told(lambda: bench.grew)

    assert bench.replies.stop(begin.conversation)
    await bench.end_of(task)

    stored = await bench.stored(begin)
    assert (stored.status, stored.content, stored.error) == (Status.STOPPED, "Half of it", "")
    assert [told.status for told in bench.ended] == [Status.STOPPED]
    assert not bench.replies.running


async def test_stopping_works_at_once_while_the_server_is_silent(
    bench: Bench, server: FakeServer
) -> None:
    silence = Gate()
    server.answer(replace(reply("Too late"), before=silence))
    task, begin = await begun(bench)
    await silence.reached()

    bench.replies.stop(begin.conversation)
    await bench.end_of(task)
    await asyncio.wait_for(server.client_left.wait(), TIME_LIMIT)

    assert (await bench.stored(begin)).status is Status.STOPPED


async def test_stopping_where_nothing_runs_does_nothing(bench: Bench) -> None:
    told = await bench.say("Hello")
    assert not bench.replies.stop(told.conversation)
    assert (await bench.stored(told)).status is Status.COMPLETE


async def test_a_reply_that_is_stopped_while_its_row_is_written_is_closed_and_not_asked_for(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(reply("Hi!", conversation=HANDLE))
    first = await bench.say("Hello")
    question = await bench.send("More", after=first)
    writing, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold_the_store(_: Store) -> None:
        loop.call_soon_threadsafe(writing.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(TIME_LIMIT)

    bench.store.submit(hold_the_store)
    await writing.wait()
    task = bench.start(question)
    await asyncio.sleep(0)  # Lets the task come to where it waits for the store.
    bench.replies.stop(question.conversation)
    bench.replies.stop(question.conversation)
    go_on.set()
    await bench.end_of(task)

    assert [told.status for told in bench.ended] == [Status.COMPLETE, Status.STOPPED]
    assert bench.rows()[-1] == ("assistant", "stopped", "")
    assert (await bench.stored(first)).handle == first.handle
    assert len(server.requests) == 1
    assert not bench.replies.running


async def test_a_reply_that_is_stopped_before_its_task_ran_never_begins(
    bench: Bench, server: FakeServer
) -> None:
    question = await bench.send("Hello")
    task = bench.start(question)

    assert bench.replies.stop(question.conversation)
    assert not bench.replies.running
    await bench.end_of(task)

    assert (bench.told, server.requests) == ([], [])
    assert (await bench.answer(question)).status is Status.COMPLETE


async def test_quitting_does_not_wait_for_a_reply_whose_task_never_ran(bench: Bench) -> None:
    question = await bench.send("Hello")
    task = bench.start(question)
    async with asyncio.timeout(TIME_LIMIT):
        await bench.replies.settle()
    await bench.end_of(task)

    assert bench.told == []


async def test_stopping_while_no_server_is_chosen_yet_leaves_only_the_question(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    choosing = Gate()

    async def choose(_: int) -> Choice:
        await choosing.arrive()
        return bench.choice

    monkeypatch.setattr(bench.replies, "_connect", choose)
    question = await bench.send("Hello")
    task = bench.start(question)
    await choosing.reached()

    bench.replies.stop(question.conversation)
    await bench.end_of(task)

    assert bench.rows() == [("user", "complete", "Hello")]
    assert not bench.replies.running


async def test_quitting_interrupts_every_reply_and_keeps_its_text(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(held(Gate(), "one"), held(Gate(), "two"))
    tasks = [bench.start(await bench.send("Hello")) for _ in range(2)]
    await bench.until_told(lambda: {grown.content for grown in bench.grew} == {"one", "two"})

    await bench.replies.settle()
    for task in tasks:
        await bench.end_of(task)

    replies = [row for row in bench.rows() if row[0] == "assistant"]
    assert sorted(replies) == [
        ("assistant", "interrupted", "one"),
        ("assistant", "interrupted", "two"),
    ]
    assert all("closed" in told.error for told in bench.ended)
    assert not bench.replies.running


async def test_a_reply_that_is_whole_stays_so_when_it_is_stopped_a_moment_later(
    bench: Bench, server: FakeServer
) -> None:
    all_of_it = events(chunk("All of it"), chunk(finish="stop"))
    server.answer(Answer((all_of_it,), ending=Ending.STALL))
    task, begin = await begun(bench)
    await bench.until_told(lambda: bench.grew)

    bench.replies.stop(begin.conversation)
    await bench.end_of(task)

    assert (await bench.stored(begin)).status is Status.COMPLETE


async def test_an_error_of_the_server_mid_stream_fails_the_reply_with_its_text(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(Answer((events(chunk("Half"), {"error": {"message": "No more credit."}}),)))

    told = await bench.say("Hello")
    stored = await bench.stored(told)

    assert (stored.status, stored.content) == (Status.FAILED, "Half")
    assert "No more credit." in stored.error
    assert not bench.replies.running


async def test_a_refusal_fails_the_reply_with_the_servers_words(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(json_answer({"error": {"message": "Model not found."}}, 404))

    told = await bench.say("Hello")

    assert told.status is Status.FAILED
    assert "Model not found." in told.error
    assert not bench.replies.running


async def test_a_stream_that_ends_unfinished_interrupts_the_reply_with_its_text(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(Answer((events(chunk("Half"), done=False),)))

    told = await bench.say("Hello")

    assert (told.status, told.content) == (Status.INTERRUPTED, "Half")
    assert told.error
    assert not bench.replies.running


async def test_a_refused_connection_fails_the_reply_and_gives_the_thread_back(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(reply("Hi!", conversation=HANDLE))
    first = await bench.say("Hello")
    here = bench.choice
    bench.choice = replace(here, url=f"http://127.0.0.1:{free_port()}/v1")
    failed = await bench.say("Are you there?", after=first)

    assert failed.status is Status.FAILED
    assert failed.error
    assert (await bench.stored(first)).handle == first.handle

    bench.choice = here
    question = await bench.store.run(lambda store: store.tree.get(failed.parent or 0))
    assert (await bench.answer(question)).status is Status.COMPLETE
    assert server.requests[-1].body["conversation"] == HANDLE


async def test_without_any_server_the_reply_fails_with_the_reason(
    bench: Bench, server: FakeServer
) -> None:
    bench.choice = Choice(None, "", reason="Nothing answers, and nothing is installed.")

    told = await bench.say("Hello")

    assert bench.rows()[-1] == ("assistant", "failed", "")
    assert "Nothing answers, and nothing is installed." in (await bench.stored(told)).error
    assert (server.requests, bench.replies.running) == ([], frozenset())
