"""Letting a reply that broke off go on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.continuation import GO_ON, can_continue, head_of
from copilot_tui.chat.conversation import Message, Role, Status
from tests.replies.test_context_sent import FIRST, told_of
from tests.servers_fake import Answer, FakeServer, chunk, events, reply

if TYPE_CHECKING:
    from tests.replies.bench import Bench


def broken_off(text: str) -> Answer:
    """A stream that ends before its reply is finished."""
    return Answer(steps=(events(chunk(text), done=False),))


def message(content: str, status: Status = Status.STOPPED, role: Role = Role.ASSISTANT) -> Message:
    return Message(
        id=2, conversation=1, parent=1, role=role, content=content, status=status, created=0.0
    )


async def go_on(bench: Bench, broken: Message) -> Message:
    """Ask for the other version of a reply and see it through."""
    assert broken.parent is not None
    answer = bench.replies.answer(broken.conversation, broken.parent, continues=broken.id)
    await bench.end_of(asyncio.create_task(answer()))
    return bench.ended[-1]


async def test_the_whole_text_stands_in_another_version_and_the_broken_one_stays(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(broken_off("One, two, th"), reply("three, four."))
    broken = await bench.say("Count to four.")
    whole = await go_on(bench, broken)

    assert whole.content == "One, two, three, four."
    assert whole.status is Status.COMPLETE
    assert whole.parent == broken.parent
    stored = await bench.stored(broken)
    assert (stored.content, stored.status) == ("One, two, th", Status.INTERRUPTED)
    assert (await bench.stored(whole)).content == whole.content


async def test_what_was_there_before_is_told_with_the_beginning_and_not_as_growth(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(broken_off("One, two, th"), reply("three."))
    await go_on(bench, await bench.say("Count to three."))

    assert bench.started[-1].reply.content == "One, two, "
    grown = [event for event in bench.grew if event.message == bench.ended[-1].id]
    assert grown[0].content_start == len("One, two, ")
    assert "".join(event.content for event in grown) == "three."


async def test_a_provider_with_threads_gets_a_transcript_that_ends_in_the_wish_to_go_on(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(broken_off("One, two, th"), reply("three."))
    await go_on(bench, await bench.say("Count to three."))

    ((role, text),) = told_of(server)
    assert role == "user"
    assert text.index("Count to three.") < text.index("One, two, ") < text.index(GO_ON)


async def test_a_server_without_threads_gets_the_history_and_the_wish_to_go_on(
    bench: Bench, server: FakeServer
) -> None:
    bench.choice = type(bench.choice)(bench.profile(threads=False), bench.url)
    server.answer(broken_off("One, two, th"), reply("three."))
    await go_on(bench, await bench.say("Count to three."))

    assert told_of(server) == [
        ("user", "Count to three."),
        ("assistant", "One, two, "),
        ("user", GO_ON),
    ]


async def test_a_complete_reply_that_was_cut_short_goes_on_in_its_own_thread(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(reply("One, two", conversation=FIRST), reply(", three."))
    whole = await go_on(bench, await bench.say("Count to three."))

    assert whole.content == "One, two, three."
    assert server.requests[-1].body["conversation"] == FIRST
    assert told_of(server)[-1] == ("user", GO_ON)


async def test_a_continuation_that_fails_keeps_the_text_it_began_with(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(broken_off("One, two, th"), broken_off(""))
    whole = await go_on(bench, await bench.say("Count to three."))

    assert (whole.content, whole.status) == ("One, two, ", Status.INTERRUPTED)


@pytest.mark.parametrize(
    ("content", "head"),
    [
        ("One, two, th", "One, two, "),
        ("One, two ", "One, two "),
        ("a line\n", "a line\n"),
        ("one", "one"),
        ("你好世界", "你好世界"),
        ("see " + "x" * 41, "see " + "x" * 41),
    ],
)
def test_only_a_last_word_that_may_be_cut_in_two_is_written_anew(content: str, head: str) -> None:
    assert head_of(message(content)) == head


@pytest.mark.parametrize(
    ("entry", "possible"),
    [
        (message("text"), True),
        (message("text", Status.COMPLETE), True),
        (message("text", Status.STREAMING), False),
        (message(" \n", Status.FAILED), False),
        (message("text", Status.COMPLETE, Role.USER), False),
    ],
)
def test_only_an_ended_reply_with_text_can_go_on(entry: Message, possible: bool) -> None:
    assert can_continue(entry) is possible
