"""Tests of asking for replies: requests, streaming, reuse, cancelling, refused fields."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.events import FieldsRefused, Finished, TextDelta, ThreadHandle
from copilot_tui.chat.request import ChatRequest
from copilot_tui.errors import RequestRefused
from copilot_tui.profile import Dialect
from tests.api.asking import REQUEST, ask, failure_of, text_of
from tests.servers_fake import (
    Answer,
    Ending,
    FakeServer,
    Framing,
    Gate,
    chunk,
    events,
    in_thread,
    json_answer,
    recording,
    reply,
)

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient

REFUSAL = json_answer({"error": {"message": "Unknown parameter: 'conversation_id'."}}, 400)


async def test_a_request_is_posted_with_its_key_and_asks_for_a_stream(
    client: ChatClient, server: FakeServer
) -> None:
    await ask(client, Endpoint(server.url, api_key="sk-12345"))
    (seen,) = server.requests

    assert (seen.method, seen.path) == ("POST", "/v1/chat/completions")
    assert seen.headers["authorization"] == "Bearer sk-12345"
    assert seen.headers["accept"] == "text/event-stream"
    assert seen.headers["accept-encoding"] == "identity"
    assert seen.headers["content-type"] == "application/json"
    assert seen.body == {
        "model": "",
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
        "provider": "Copilot",
        "conversation_id": "c-1",
    }


async def test_without_a_key_no_authorization_is_sent(
    client: ChatClient, server: FakeServer
) -> None:
    await ask(client, Endpoint(server.url))

    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize("framing", list(Framing))
@pytest.mark.parametrize("size", [1, 977, 1_000_000])
async def test_a_recording_arrives_whole_in_every_framing_and_packet_size(
    client: ChatClient, server: FakeServer, framing: Framing, size: int
) -> None:
    answer = recording("g4f-ok").cut(size)
    server.answer(Answer(answer.steps, answer.status, answer.headers, framing))
    received = await ask(client, Endpoint(server.url))

    assert text_of(received).startswith("Heiner, happy to make you feel right at home.")
    assert any(isinstance(event, ThreadHandle) for event in received)
    assert received[-1] == Finished("stop", 0)


async def test_text_arrives_while_the_reply_is_still_being_written(
    client: ChatClient, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(Answer((events(chunk("early"), done=False), gate, events(chunk("late")))))

    async with aclosing(client.stream(Endpoint(server.url), REQUEST)) as stream:
        assert await anext(stream) == TextDelta("early")
        gate.open()
        assert [event async for event in stream] == [TextDelta("late"), Finished("", 0)]


async def test_two_replies_in_a_row_use_one_connection(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(recording("g4f-ok").cut(100), recording("g4f-not-streamed"))
    for _ in range(3):
        await ask(client, Endpoint(server.url))

    assert [seen.connection for seen in server.requests] == [1, 1, 1]


async def test_replies_of_two_conversations_stream_side_by_side(
    client: ChatClient, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(reply("slow", "er").hold(gate, 20))
    slow = asyncio.create_task(ask(client, Endpoint(server.url)))
    await gate.reached()

    assert text_of(await ask(client, Endpoint(server.url))) == "Hello from the fake server."
    gate.open()
    assert text_of(await slow) == "slower"


@pytest.mark.parametrize(
    "held",
    [
        lambda gate: reply("some", "more").hold(gate, 20),
        lambda gate: Answer(before=gate),
    ],
    ids=["in the middle", "before the first byte"],
)
async def test_cancelling_closes_the_connection_at_once(
    client: ChatClient, server: FakeServer, held: Callable[[Gate], Answer]
) -> None:
    gate = Gate()
    server.answer(held(gate))
    asking = asyncio.create_task(ask(client, Endpoint(server.url)))
    await gate.reached()
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking
    await asyncio.wait_for(server.client_left.wait(), 5)


async def test_closing_the_generator_early_closes_the_connection(
    client: ChatClient, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(Answer((events(chunk("early"), done=False), gate)))
    async with aclosing(client.stream(Endpoint(server.url), REQUEST)) as stream:
        await anext(stream)

    await asyncio.wait_for(server.client_left.wait(), 5)


async def test_a_connection_left_open_after_the_end_mark_does_not_hold_up_the_end(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(Answer((events(chunk("a")),), ending=Ending.STALL))

    async with asyncio.timeout(5):
        assert (await ask(client, Endpoint(server.url)))[-1] == Finished("", 0)


@pytest.mark.parametrize("ending", [Ending.CUT, Ending.RESET])
async def test_a_reply_that_breaks_after_its_finish_reason_is_complete(
    client: ChatClient, server: FakeServer, ending: Ending
) -> None:
    gate = Gate()
    body = events(chunk("a", finish="stop"), done=False)
    server.answer(Answer((body, gate), ending=ending))
    received = []
    async for event in client.stream(Endpoint(server.url), REQUEST):
        received.append(event)
        gate.open()

    assert received == [TextDelta("a"), Finished("stop", 0)]


async def test_refused_g4f_fields_are_left_out_once_and_that_is_told(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(REFUSAL, reply("ok"))
    received = await ask(client, Endpoint(server.url))

    assert received[0] == FieldsRefused(("provider", "conversation_id"))
    assert text_of(received) == "ok"
    assert server.requests[1].body.keys() == {"model", "messages", "stream"}


async def test_a_second_refusal_is_final_and_teaches_nothing(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(REFUSAL, REFUSAL)
    received, error = await failure_of(client, Endpoint(server.url))

    assert received == []
    assert isinstance(error, RequestRefused)
    assert len(server.requests) == 2


@pytest.mark.parametrize("dialect", list(Dialect))
async def test_another_refusal_is_final_at_once(
    client: ChatClient, server: FakeServer, dialect: Dialect
) -> None:
    server.answer(recording("g4f-422") if dialect is Dialect.G4F else REFUSAL)
    _, error = await failure_of(client, Endpoint(server.url, dialect))

    assert isinstance(error, RequestRefused)
    assert len(server.requests) == 1


async def test_the_handle_of_one_reply_is_what_the_next_request_sends(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(reply("a", conversation={"id": "é", "n": [1, None]}))
    received = await ask(client, Endpoint(server.url))
    (handle,) = [event for event in received if isinstance(event, ThreadHandle)]
    await ask(client, Endpoint(server.url), ChatRequest(messages=(), handle=handle.json))

    assert server.requests[1].body["conversation"] == {"id": "é", "n": [1, None]}


async def test_a_server_in_a_thread_can_be_scripted_from_outside(client: ChatClient) -> None:
    gate = Gate()
    with in_thread(FakeServer(reply("hel", "lo").hold(gate, 30))) as server:
        asking = asyncio.create_task(ask(client, Endpoint(server.url)))
        assert await asyncio.to_thread(gate.wait_reached)
        gate.open()

        assert text_of(await asking) == "hello"
        assert len(server.requests) == 1


async def test_a_closed_client_opens_new_connections(
    client: ChatClient, server: FakeServer
) -> None:
    await ask(client, Endpoint(server.url))
    await client.aclose()
    await ask(client, Endpoint(server.url))

    assert server.connections == 2
