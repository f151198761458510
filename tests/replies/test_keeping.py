"""Nothing is lost: what is on disk at every moment of a reply."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status, Usage
from copilot_tui.errors import StoreError
from copilot_tui.replies.seen_through import SeenThrough
from tests.servers_fake import (
    Answer,
    Ending,
    FakeServer,
    Gate,
    SeenRequest,
    chunk,
    events,
    reply,
)

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from tests.replies.bench import Bench


async def test_question_and_empty_reply_are_on_disk_when_the_request_arrives(
    bench: Bench, server: FakeServer
) -> None:
    found: list[list[tuple[str, str, str]]] = []

    def look_and_answer(_: SeenRequest) -> Answer:
        found.append(bench.rows())
        return reply("Hi!")

    server.route("/v1/chat/completions", look_and_answer)
    await bench.say("Hello")

    assert found == [[("user", "complete", "Hello"), ("assistant", "streaming", "")]]
    assert bench.rows()[-1] == ("assistant", "complete", "Hi!")


async def test_the_journal_holds_what_came_so_far_while_the_server_pauses(
    bench: Bench, server: FakeServer
) -> None:
    pause = Gate()
    first = events(chunk("Half of "), done=False)
    server.answer(reply("Half of ", "it").hold(pause, after=len(first)))
    task = bench.start(await bench.send("Hello"))
    started = await bench.until_told(lambda: bench.started)
    row = started[0].reply.id

    await bench.until_stored(lambda store: store.tree.get(row).content == "Half of ")
    assert bench.rows()[-1] == ("assistant", "streaming", "")  # The rest is in the journal.

    pause.open()
    await bench.end_of(task)
    assert bench.rows()[-1] == ("assistant", "complete", "Half of it")


async def test_a_finished_reply_is_stored_as_it_was_told(bench: Bench, server: FakeServer) -> None:
    server.answer(
        Answer(
            (
                events(
                    {"choices": [{"index": 0, "delta": {"reasoning_content": "Hm. "}}]},
                    {**chunk("Hi!"), "model": "gpt-5", "provider": "Copilot"},
                    {**chunk(finish="stop"), "conversation": {"conversation_id": "t1"}},
                ),
            )
        )
    )
    told = await bench.say("Hello")
    stored = await bench.stored(told)

    assert replace(stored, finished=told.finished) == told
    assert (told.status, told.content, told.reasoning) == (Status.COMPLETE, "Hi!", "Hm. ")
    assert (told.provider, told.model, told.profile) == ("Copilot", "gpt-5", "g4f")
    assert told.handle == '{"conversation_id":"t1"}'


@pytest.mark.parametrize("is_g4f", [True, False])
async def test_token_counts_are_exact_only_where_the_server_is_no_g4f(
    bench: Bench, server: FakeServer, is_g4f: bool
) -> None:
    bench.choice = replace(bench.choice, is_g4f=is_g4f)
    server.answer(reply("Hi!", usage={"prompt_tokens": 7, "completion_tokens": 3}))

    told = await bench.say("Hello")

    assert (await bench.stored(told)).usage == Usage(7, 3, exact=not is_g4f)


async def test_a_reply_whose_end_cannot_be_kept_leaves_the_conversation_free(
    bench: Bench, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(store: Store) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise StoreError("The disk is full.")

        monkeypatch.setattr(store.journal, "finish", refuse)

    await bench.store.run(fail)
    told = await bench.say("Hello")

    assert (told.status, told.content) == (Status.COMPLETE, "Hello from the fake server.")
    assert not bench.replies.running
    failed = await bench.until_told(lambda: bench.keeping)
    assert "The disk is full." in failed[0]


async def test_a_reply_that_cannot_be_begun_raises_and_leaves_the_conversation_free(
    bench: Bench, server: FakeServer
) -> None:
    question = await bench.send("Hello")

    with pytest.raises(StoreError):
        await bench.replies.answer(question.conversation, question.id + 1)()

    assert not bench.replies.running
    assert (bench.told, server.requests) == ([], [])
    assert (await bench.answer(question)).status is Status.COMPLETE


async def test_a_fault_of_our_own_still_closes_the_reply(
    bench: Bench, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise KeyError("fault")

    monkeypatch.setattr(SeenThrough, "_take", break_down)
    with pytest.raises(KeyError):
        await bench.say("Hello")

    (told,) = bench.ended
    assert told.status is Status.INTERRUPTED
    assert "Something in the app itself went wrong" in (await bench.stored(told)).error
    assert not bench.replies.running


async def test_a_stalled_server_interrupts_the_reply_with_its_text(
    bench: Bench, server: FakeServer
) -> None:
    hasty = replace(bench.profile().timeouts, between_chunks=0.05)
    bench.choice = replace(bench.choice, profile=bench.profile(timeouts=hasty))
    server.answer(replace(reply("Half"), steps=reply("Half").steps[:1], ending=Ending.STALL))

    told = await bench.say("Hello")

    assert (told.status, told.content) == (Status.INTERRUPTED, "Half")


@pytest.mark.parametrize("parameters", ["{", "[1]", "7"])
async def test_parameters_that_cannot_be_read_leave_no_reply_that_seems_to_run(
    bench: Bench, server: FakeServer, parameters: str
) -> None:
    question = await bench.send("Hello")
    await bench.store.run(
        lambda store: store.conversations.set_parameters(question.conversation, parameters)
    )
    with pytest.raises(StoreError, match="parameters of this conversation"):
        await bench.answer(question)

    assert bench.rows() == [("user", "complete", "Hello")]
    assert (server.requests, bench.replies.running) == ([], frozenset())
