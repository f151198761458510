"""What else a request carries: who is asked, parameters, and fields that a server refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.profile import Dialect
from tests.servers_fake import FakeServer, json_answer, reply

if TYPE_CHECKING:
    from tests.replies.bench import Bench

G4F_FIELDS = {"provider", "conversation_id"}
REFUSAL = json_answer({"error": {"message": "Unknown parameter: 'conversation_id'."}}, 400)


async def test_refused_fields_are_left_out_at_once_from_then_on(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(REFUSAL)
    first = await bench.say("Hello")
    assert first.status is Status.COMPLETE
    assert len(server.requests) == 2

    await bench.say("More", after=first)

    assert len(server.requests) == 3
    assert server.requests[0].body.keys() >= G4F_FIELDS
    for seen in server.requests[1:]:
        assert not G4F_FIELDS & seen.body.keys()


async def test_the_openai_dialect_never_carries_the_fields_of_g4f(
    bench: Bench, server: FakeServer
) -> None:
    bench.choice = replace(
        bench.choice, profile=bench.profile(dialect=Dialect.OPENAI), is_g4f=False
    )
    await bench.say("Hello")

    assert server.requests[0].body == {
        "model": "",
        "stream": True,
        "messages": [{"role": "user", "content": "Hello"}],
    }


async def test_parameters_of_the_conversation_stand_above_those_of_the_profile(
    bench: Bench, server: FakeServer
) -> None:
    profile = bench.profile(parameters={"temperature": 1.0, "top_p": 0.5})
    bench.choice = replace(bench.choice, profile=profile)
    question = await bench.send("Hello")
    own = '{"temperature": 0.2, "stop": ["END"]}'
    await bench.store.run(
        lambda store: store.conversations.set_parameters(question.conversation, own)
    )
    await bench.answer(question)

    body = server.requests[0].body
    assert (body["temperature"], body["top_p"], body["stop"]) == (0.2, 0.5, ["END"])


@pytest.mark.parametrize(
    ("chosen_for", "asked"),
    [("", ("Own", "own-1")), ("g4f", ("Own", "own-1")), ("work", ("Copilot", ""))],
)
async def test_the_conversations_own_provider_and_model_hold_for_its_profile_only(
    bench: Bench, server: FakeServer, chosen_for: str, asked: tuple[str, str]
) -> None:
    question = await bench.send("Hello")
    await bench.store.run(
        lambda store: store.conversations.choose(
            question.conversation, profile=chosen_for, provider="Own", model="own-1"
        )
    )
    told = await bench.answer(question)

    body = server.requests[0].body
    assert (body["provider"], body["model"]) == asked
    assert (told.provider, told.model) == asked


async def test_the_key_of_the_choice_is_sent(bench: Bench, server: FakeServer) -> None:
    bench.choice = replace(bench.choice, api_key="sk-12345")
    await bench.say("Hello")

    assert server.requests[0].headers["authorization"] == "Bearer sk-12345"


async def test_the_reply_names_the_model_that_really_answered(
    bench: Bench, server: FakeServer
) -> None:
    server.answer(reply("Hi!", model="gpt-5-mini", provider="Elsewhere"))

    told = await bench.say("Hello")

    assert (told.model, told.provider) == ("gpt-5-mini", "Copilot")
