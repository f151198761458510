"""How the server is made to remember: what of the conversation goes on the wire."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from copilot_tui.chat.context import ContextMode
from copilot_tui.chat.conversation import Message, Status
from copilot_tui.replies.plan import KEEPS_THREADS, YES
from tests.servers_fake import Answer, FakeServer, chunk, events, reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from copilot_tui.store.store import Store
    from tests.replies.bench import Bench

FIRST = {"conversation_id": "thread-1"}
SECOND = {"conversation_id": "thread-2"}


def threaded(text: str, handle: Mapping[str, str]) -> Answer:
    """A reply that ends with the server's thread."""
    return reply(text, conversation=handle)


def told_of(server: FakeServer) -> list[tuple[str, str]]:
    """Roles and texts of the newest request."""
    messages = server.requests[-1].body["messages"]
    assert isinstance(messages, list)
    return [(message["role"], message["content"]) for message in messages]


def assert_holds_in_order(text: str, *parts: str) -> None:
    positions = [text.index(part) for part in parts]
    assert positions == sorted(positions)


async def question_of(bench: Bench, told: Message) -> Message:
    """What a reply was the answer to."""
    assert told.parent is not None
    parent = told.parent
    return await bench.store.run(lambda store: store.tree.get(parent))


async def test_the_first_request_is_the_bare_message_with_all_fields_of_g4f(
    bench: Bench, server: FakeServer
) -> None:
    told = await bench.say("Hello, i am Heiner.")

    conversation_id = (await bench.conversation(told)).conversation_id
    assert UUID(conversation_id).version == 4
    assert server.requests[0].body == {
        "model": "",
        "provider": "Copilot",
        "stream": True,
        "messages": [{"role": "user", "content": "Hello, i am Heiner."}],
        "conversation_id": conversation_id,
    }


async def test_a_handle_is_sent_back_with_the_next_message_and_only_once(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(threaded("Hi Heiner!", FIRST), reply("Your name is Heiner."))
    first = await bench.say("Hello, i am Heiner.")
    second = await bench.say("What is my name?", after=first)

    assert server.requests[1].body["conversation"] == FIRST
    assert told_of(server)[-1] == ("user", "What is my name?")
    assert server.requests[1].body["conversation_id"] == server.requests[0].body["conversation_id"]
    assert bench.started[-1].context.label == "thread"
    assert (await bench.stored(first)).handle is None

    await bench.say("And yours?", after=second)
    assert "conversation" not in server.requests[2].body


async def test_each_reply_brings_the_handle_for_the_next(bench: Bench, server: FakeServer) -> None:
    server.answer(threaded("one", FIRST), threaded("two", SECOND))
    first = await bench.say("Hello")
    second = await bench.say("More", after=first)
    await bench.say("And more", after=second)

    assert [seen.body.get("conversation") for seen in server.requests] == [None, FIRST, SECOND]


async def test_an_empty_reply_does_not_make_the_message_before_it_new_again(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(threaded("", FIRST))
    first = await bench.say("Draw a cat.")
    await bench.say("And a dog.", after=first)

    assert server.requests[1].body["conversation"] == FIRST
    assert told_of(server) == [("user", "Draw a cat."), ("assistant", ""), ("user", "And a dog.")]


async def test_asking_again_replays_the_transcript_in_a_new_conversation(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(threaded("Hi Heiner!", FIRST), threaded("It is Heiner.", SECOND))
    first = await bench.say("Hello, i am Heiner.")
    second = await bench.say("What is my name?", after=first)
    again = await bench.answer(await question_of(bench, second))

    ids = [seen.body["conversation_id"] for seen in server.requests]
    assert "conversation" not in server.requests[2].body
    assert ids[0] == ids[1] != ids[2]
    assert (await bench.conversation(again)).conversation_id == ids[2]
    ((role, text),) = told_of(server)
    assert role == "user"
    assert_holds_in_order(text, "Hello, i am Heiner.", "Hi Heiner!", "What is my name?")
    assert "It is Heiner." not in text
    assert bench.started[-1].context.label == "replay 3"


async def test_an_edited_message_replays_the_transcript_in_a_new_conversation(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(threaded("Hi Heiner!", FIRST), threaded("It is Heiner.", SECOND))
    first = await bench.say("Hello, i am Heiner.")
    await bench.say("What is my name?", after=first)
    await bench.say("How long is my name?", after=first)

    ids = [seen.body["conversation_id"] for seen in server.requests]
    assert ids[1] != ids[2]
    assert "conversation" not in server.requests[2].body
    ((_, text),) = told_of(server)
    assert_holds_in_order(text, "Hello, i am Heiner.", "Hi Heiner!", "How long is my name?")
    assert "What is my name?" not in text


async def test_after_an_interrupted_first_reply_the_transcript_is_replayed(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(Answer((events(chunk("Hi Hei"), done=False),)))
    first = await bench.say("Hello, i am Heiner.")
    assert first.status is Status.INTERRUPTED
    await bench.say("What is my name?", after=first)

    ids = [seen.body["conversation_id"] for seen in server.requests]
    assert ids[0] != ids[1]
    ((_, text),) = told_of(server)
    assert_holds_in_order(text, "Hello, i am Heiner.", "Hi Hei", "What is my name?")


async def test_a_handle_that_came_with_a_broken_reply_is_not_used(
    bench: Bench, server: FakeServer
) -> None:
    with_handle = {**chunk("Hi Hei"), "conversation": FIRST}
    server.answer(Answer((events(with_handle, {"error": {"message": "Broken."}}),)))
    first = await bench.say("Hello")
    await bench.say("Again", after=first)

    assert first.status is Status.FAILED
    assert (await bench.stored(first)).handle is None
    assert "conversation" not in server.requests[1].body
    assert bench.started[-1].context.mode is ContextMode.REPLAY


async def test_the_first_turn_carries_the_system_prompt_to_a_threaded_provider(
    bench: Bench, server: FakeServer
) -> None:
    question = await bench.send("Hello")
    await bench.store.run(
        lambda store: store.conversations.set_system_prompt(
            question.conversation, "Answer in German."
        )
    )
    await bench.answer(question)

    ((role, text),) = told_of(server)
    assert role == "user"
    assert_holds_in_order(text, "Answer in German.", "Hello")
    assert bench.started[0].context.mode is ContextMode.REPLAY


@pytest.mark.parametrize("provider", ["Copilot", "Pollinations"])
async def test_a_server_that_is_no_g4f_gets_the_plain_history(
    bench: Bench, server: FakeServer, provider: str
) -> None:
    profile = bench.profile(provider=provider, system_prompt="Be brief.")
    bench.choice = replace(bench.choice, profile=profile, is_g4f=False)
    server.answer(threaded("Hi Heiner!", FIRST))
    first = await bench.say("Hello, i am Heiner.")
    await bench.say("What is my name?", after=first)

    assert told_of(server) == [
        ("system", "Be brief."),
        ("user", "Hello, i am Heiner."),
        ("assistant", "Hi Heiner!"),
        ("user", "What is my name?"),
    ]
    assert "conversation" not in server.requests[1].body
    assert bench.started[-1].context.label == "history 3"


async def test_a_provider_of_g4f_is_known_to_keep_threads_once_it_returned_a_handle(
    bench: Bench, server: FakeServer
) -> None:
    bench.choice = replace(bench.choice, profile=bench.profile(provider="Other"))
    server.answer(threaded("Hi!", FIRST))
    first = await bench.say("Hello")
    assert bench.started[0].context.mode is ContextMode.HISTORY

    def fact(store: Store) -> str | None:
        return store.facts.get(server.url, "Other").get(KEEPS_THREADS)

    assert await bench.store.run(fact) == YES
    await bench.say("More", after=first)
    assert server.requests[1].body["conversation"] == FIRST
    assert bench.started[1].context.label == "thread"


async def test_the_profile_can_say_that_threads_are_not_kept(
    bench: Bench, server: FakeServer
) -> None:
    bench.choice = replace(bench.choice, profile=bench.profile(threads=False))
    server.answer(threaded("Hi!", FIRST))
    first = await bench.say("Hello")
    await bench.say("More", after=first)

    assert "conversation" not in server.requests[1].body
    assert told_of(server) == [("user", "Hello"), ("assistant", "Hi!"), ("user", "More")]


async def test_another_system_prompt_reaches_a_threaded_provider_by_a_replay(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(threaded("Hi Heiner!", FIRST), reply("Aye."))
    first = await bench.say("Hello, i am Heiner.")
    await bench.store.run(
        lambda store: store.conversations.set_system_prompt(first.conversation, "Be a pirate.")
    )
    await bench.say("What is my name?", after=first)

    assert "conversation" not in server.requests[1].body
    ((_, text),) = told_of(server)
    assert_holds_in_order(text, "Be a pirate.", "Hello, i am Heiner.", "What is my name?")
