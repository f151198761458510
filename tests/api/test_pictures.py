"""Pictures on the wire, and models that cannot see them."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.events import FieldsRefused
from copilot_tui.api.message_content import message_content
from copilot_tui.api.server_words import words_of_body
from copilot_tui.api.sight import pictures_refused
from copilot_tui.chat.conversation import Role
from copilot_tui.chat.picture import attached_digests
from copilot_tui.chat.request import ChatRequest, WireMessage
from copilot_tui.errors import PicturesRefused, ReplyFailed, RequestRefused
from copilot_tui.profile import Dialect
from tests.api.asking import ask, failure_of, text_of
from tests.pictures import picture, shown
from tests.servers_fake import Answer, FakeServer, chunk, events, json_answer, recording, reply

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient

ONE, OTHER = picture(0x10, "a.png"), picture(0xF0, "b.png")
KNOWN = {each.facts.digest: each for each in (ONE, OTHER)}
BLIND = {"error": {"message": "This model does not support image input"}}


def url_of(data: bytes) -> str:
    return "data:image/png;base64," + b64encode(data).decode()


def stream(*chunks: object) -> Answer:
    return Answer((events(*chunks),), headers={"Content-Type": "text/event-stream"})


def about(*texts: str) -> ChatRequest:
    """A request with these texts of user and assistant in turn, and all pictures known."""
    roles = (Role.USER, Role.ASSISTANT)
    messages = [WireMessage(roles[at % 2], text) for at, text in enumerate(texts)]
    asked = attached_digests(texts[-1])
    return ChatRequest(tuple(messages), model="m", pictures=KNOWN, asked_about=asked)


async def test_a_picture_leaves_byte_for_byte_as_openai_has_it(
    client: ChatClient, server: FakeServer
) -> None:
    endpoint = Endpoint(server.url, dialect=Dialect.OPENAI)
    await ask(client, endpoint, about(f"What is {shown(ONE)}?"))

    (seen,) = server.requests
    assert json.dumps(seen.body) == json.dumps(
        {
            "model": "m",
            "messages": [
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "What is [picture a.png]?"},
                        {"type": "image_url", "image_url": {"url": url_of(ONE.data)}},
                    ],
                }
            ],
            "stream": True,
        }
    )


def test_only_what_the_user_shows_is_sent_as_a_picture() -> None:
    message = WireMessage(Role.ASSISTANT, f"Here: {shown(ONE)}")
    assert message_content(message, KNOWN) == "Here: [picture a.png]"


def test_a_picture_that_is_not_at_hand_is_named() -> None:
    message = WireMessage(Role.USER, f"{shown(ONE)} and {shown(OTHER)}")
    assert message_content(message, {ONE.facts.digest: ONE}) == [
        {"type": "text", "text": "[picture a.png] and [picture b.png]"},
        {"type": "image_url", "image_url": {"url": url_of(ONE.data)}},
    ]
    assert message_content(message, {}) == "[picture a.png] and [picture b.png]"


def test_a_message_of_a_picture_alone_has_no_empty_text() -> None:
    assert message_content(WireMessage(Role.USER, shown(ONE)), KNOWN) == [
        {"type": "image_url", "image_url": {"url": url_of(ONE.data)}}
    ]


@pytest.mark.parametrize(
    "body",
    [
        recording("llama-500-no-sight").body,
        b'{"error":{"message":"image input is not supported by this server"}}',
        b'{"error":{"message":"Unsupported content part type: \\"image_url\\"; messages = []"}}',
        b'{"error":{"message":"Invalid content type. image_url is only supported by certain '
        b'models.","type":"invalid_request_error"}}',
        b'{"error":{"code":404,"message":"No endpoints found that support image input"}}',
        b'{"error":{"message":"Failed to deserialize the JSON body into the target type: '
        b'messages[13]: unknown variant image_url, expected text at line 1"}}',
        b'{"error":{"message":"messages[0].content must be a string"}}',
        b'{"error":{"message":"\'messages.0\' : for \'role:user\' the following must be '
        b"satisfied[('messages.0.content' : value must be a string)]\"}}",
        b'{"detail":[{"loc":["body","messages",0,"content"],"msg":"Input should be a valid '
        b'string","type":"string_type"}]}',
        b'{"detail":[{"loc":["body","type"],"msg":"Input should be \'text\'"}]}',
        b'{"error":{"message":"llama-3 is not a multimodal model"}}',
        b'{"error":{"message":"At most 0 image(s) may be provided in one request."}}',
        b'{"error":"this model is missing data required for image input"}',
        b'{"error":{"message":"Image input is not enabled for this model"}}',
        b'{"error":{"message":"This model does not support images."}}',
        b'{"error":{"message":"vision is not supported by this model"}}',
    ],
)
def test_servers_say_in_many_ways_that_a_model_cannot_see(body: bytes) -> None:
    refused = pictures_refused(RequestRefused(400, "Refused.", detail=words_of_body(body)))
    assert refused is not None
    assert refused.what == "This model cannot see pictures."
    assert refused.todo == "Choose another with f3, or take the picture out with e."
    assert refused.detail


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Internal server error",
        "The image could not be decoded",
        "Image is too large: 30 MB",
        "Invalid image data",
        "Failed to download the image",
        "messages: content is too long",
        "The model `m` does not exist",
        "max_tokens must be an integer",
        "Rate limit reached for images per minute",
    ],
)
def test_other_failures_are_not_blamed_on_the_model(words: str) -> None:
    assert pictures_refused(RequestRefused(400, "Refused.", detail=words)) is None


async def test_a_model_that_cannot_see_is_named_as_the_reason(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(recording("llama-500-no-sight"))
    _, error = await failure_of(client, Endpoint(server.url), about(f"What is {shown(ONE)}?"))

    assert isinstance(error, PicturesRefused)
    assert error.detail.startswith("image input is not supported")
    assert len(server.requests) == 1


async def test_a_failure_in_the_stream_says_it_too(client: ChatClient, server: FakeServer) -> None:
    server.answer(stream(BLIND))
    _, error = await failure_of(client, Endpoint(server.url), about(shown(ONE)))

    assert isinstance(error, PicturesRefused)


async def test_pictures_of_the_history_do_not_keep_a_blind_model_from_answering(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(json_answer(BLIND, 400), reply("Blue."))
    request = about(f"What is {shown(ONE)}?", "A square.", "Which colour has the sky?")
    received = await ask(client, Endpoint(server.url), request)

    assert text_of(received) == "Blue."
    messages = server.requests[1].body["messages"]
    assert isinstance(messages, list)
    assert messages[0]["content"] == "What is [picture a.png]?"


async def test_other_refusals_stay_what_they_are(client: ChatClient, server: FakeServer) -> None:
    server.answer(json_answer({"error": {"message": "Slow down"}}, 429))
    _, error = await failure_of(client, Endpoint(server.url), about(shown(ONE)))
    assert isinstance(error, RequestRefused)

    server.answer(stream(chunk("Some"), BLIND))
    _, error = await failure_of(client, Endpoint(server.url), replace(about("Hi"), pictures={}))
    assert isinstance(error, ReplyFailed)


async def test_a_refused_field_is_left_out_with_pictures_too(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(json_answer({"error": {"message": "Unknown parameter: 'provider'."}}, 400))
    received = await ask(
        client, Endpoint(server.url), replace(about(shown(ONE)), provider="Copilot")
    )

    assert any(isinstance(event, FieldsRefused) for event in received)
    assert "provider" not in server.requests[1].body
    assert url_of(ONE.data) in json.dumps(server.requests[1].body)
