"""What is told while a reply comes in."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.pace import OFTEN
from copilot_tui.chat.conversation import Message, Role, Status
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.replies.keeper import JOURNAL_SECONDS
from copilot_tui.replies.running import AHEAD, RunningReply
from tests.replies.held_store import held_keeper
from tests.servers_fake import FakeServer, Gate, chunk, events, reply

if TYPE_CHECKING:
    from tests.replies.bench import Bench

ROW = Message(5, 1, 4, Role.ASSISTANT, "", Status.STREAMING, created=0.0)


def joined(told: list[ReplyGrew], content: str = "", reasoning: str = "") -> tuple[str, str]:
    """Texts with what was told afterwards, each piece put where it says it belongs."""
    for grown in told:
        content = content[: grown.content_start] + grown.content
        reasoning = reasoning[: grown.reasoning_start] + grown.reasoning
    return content, reasoning


async def test_the_pieces_put_together_are_the_reply(bench: Bench, server: FakeServer) -> None:
    words = [f"word {number} \N{GRINNING FACE} " for number in range(300)]
    server.answer(reply(*words))

    told = await bench.say("Hello")

    assert joined(bench.grew) == ("".join(words), "")
    starts = [grown.content_start for grown in bench.grew]
    assert starts == sorted(set(starts))
    assert told.content == (await bench.stored(told)).content == "".join(words)
    assert bench.told == [bench.started[0], *bench.grew, bench.told[-1]]


async def test_a_reply_is_told_of_at_most_once_a_frame() -> None:
    loop = asyncio.get_running_loop()
    told: list[ReplyGrew] = []
    running = RunningReply(ROW, tell=told.append, grown=lambda _: None)
    begin = loop.time()
    pieces = 0
    while len(told) < 5:
        running.add(content="a", reasoning="b")
        pieces += 1
        await asyncio.sleep(0)  # Lets the timers run, as between two packets.
    frames = (loop.time() - begin) / OFTEN
    running.close()

    assert frames >= 4
    assert pieces > 5
    assert joined(told) == ("a" * pieces, "b" * pieces)


async def test_the_first_piece_does_not_wait_for_a_frame() -> None:
    loop = asyncio.get_running_loop()
    told: list[ReplyGrew] = []
    half_a_frame = asyncio.Event()
    running = RunningReply(ROW, tell=told.append, grown=lambda _: None)
    running.add(content="Hi")
    loop.call_later(OFTEN / 2, half_a_frame.set)
    await half_a_frame.wait()

    assert told == [ReplyGrew(ROW.conversation, ROW.id, 0, "Hi", 0, "")]
    running.close()


async def test_a_flood_is_told_of_in_parts_and_leaves_time_to_others_after_each(
    bench: Bench, server: FakeServer
) -> None:
    words = [f"{'word ' * 80}{number} " for number in range(1_500)]
    server.answer(reply(*words))

    told = await bench.say("Hello")

    parts = [len(grown.content) for grown in bench.grew]
    assert max(parts) < AHEAD + 2 * len(words[-1])
    assert len(parts) > sum(map(len, words)) // (2 * AHEAD)
    assert told.content == "".join(words)


async def test_it_rests_for_as_long_as_what_it_told_took() -> None:
    busy_seconds = 0.03
    loop = asyncio.get_running_loop()

    def draw() -> None:
        until = time.perf_counter() + busy_seconds
        while time.perf_counter() < until:
            pass

    def tell(_: ReplyGrew) -> None:
        loop.call_soon(draw)

    running = RunningReply(ROW, tell=tell, grown=lambda _: None)
    running.add(content="x" * AHEAD)
    was_ahead = running.is_ahead
    begun = loop.time()
    await running.breathe()
    assert loop.time() - begun >= 2 * busy_seconds
    assert (was_ahead, running.is_ahead) == (True, False)
    running.close()


async def test_nothing_is_told_or_journaled_after_the_end() -> None:
    told: list[ReplyGrew] = []
    keeper, store = held_keeper()
    running = RunningReply(ROW, tell=told.append, grown=keeper.has_grown)
    running.add(content="Hi")
    running.close()
    running.close()
    timers_gone = asyncio.Event()
    asyncio.get_running_loop().call_later(1.1 * JOURNAL_SECONDS, timers_gone.set)
    await timers_gone.wait()

    assert [grown.content for grown in told] == ["Hi"]
    assert store.asked == []


async def test_a_snapshot_and_what_is_told_later_fit_together(
    bench: Bench, server: FakeServer
) -> None:
    pause = Gate()
    words = [f"{number} " for number in range(100)]
    spoken = events(*map(chunk, words[:50]), done=False)
    server.answer(reply(*words).hold(pause, after=len(spoken)))
    question = await bench.send("Hello")
    assert bench.replies.snapshot(question.conversation) is None
    task = bench.start(question)
    await bench.until_told(lambda: bench.grew)

    snapshot = bench.replies.snapshot(question.conversation)
    told_before = len(bench.grew)
    pause.open()
    await bench.end_of(task)

    assert snapshot is not None
    assert snapshot.status is Status.STREAMING
    later = bench.grew[told_before:]
    assert later
    assert all(grown.content_start <= len(snapshot.content) for grown in later[:1])
    assert joined(later, snapshot.content) == ("".join(words), "")
    assert bench.replies.snapshot(question.conversation) is None


async def test_two_conversations_are_answered_at_the_same_time(
    bench: Bench, server: FakeServer
) -> None:
    pauses = [Gate(), Gate()]
    spoken = len(events(chunk("first "), done=False))
    for pause in pauses:
        server.answer(reply("first ", "second").hold(pause, after=spoken))
    questions = [await bench.send("Hello") for _ in pauses]
    tasks = [bench.start(question) for question in questions]
    await bench.until_told(lambda: len(bench.grew) == 2)
    assert bench.replies.running == {question.conversation for question in questions}

    pauses[1].open()
    pauses[0].open()
    for task in tasks:
        await bench.end_of(task)

    assert {told.conversation: told.content for told in bench.ended} == {
        question.conversation: "first second" for question in questions
    }


async def test_a_second_answer_in_the_same_conversation_is_refused(
    bench: Bench, server: FakeServer
) -> None:
    silence = Gate()
    server.answer(reply("Hi!").hold(silence, after=0))
    question = await bench.send("Hello")
    task = bench.start(question)
    await silence.reached()

    with pytest.raises(ValueError, match="already under way"):
        bench.replies.answer(question.conversation, question.id)

    silence.open()
    await bench.end_of(task)
    assert [told.content for told in bench.ended] == ["Hi!"]
