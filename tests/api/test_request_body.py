"""Tests of what a request looks like on the wire."""

from __future__ import annotations

import json

import pytest

from copilot_tui.api.request_body import encode_body, refused_fields, request_body
from copilot_tui.api.server_words import words_of
from copilot_tui.chat.conversation import Role
from copilot_tui.chat.request import ChatRequest, WireMessage
from copilot_tui.profile import Dialect

REQUEST = ChatRequest(
    messages=(WireMessage(Role.SYSTEM, "Be brief."), WireMessage(Role.USER, "Hi ☺")),
    provider="Copilot",
    conversation_id="c-1",
    handle='{"conversation_id":"x"}',
    parameters={"temperature": 0.5, "stop": ("a", "b"), "stream": False, "messages": "mine"},
)


def test_a_g4f_request_carries_what_the_original_example_sends_and_the_handle() -> None:
    assert request_body(REQUEST, Dialect.G4F) == {
        "model": "",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi ☺"},
        ],
        "stream": True,
        "provider": "Copilot",
        "conversation_id": "c-1",
        "conversation": {"conversation_id": "x"},
        "temperature": 0.5,
        "stop": ["a", "b"],
    }


def test_an_openai_request_carries_no_g4f_fields() -> None:
    assert request_body(REQUEST, Dialect.OPENAI).keys() == {
        "model",
        "messages",
        "stream",
        "temperature",
        "stop",
    }


def test_an_empty_provider_is_left_to_the_server() -> None:
    body = request_body(ChatRequest(messages=(), conversation_id="c"), Dialect.G4F)

    assert "provider" not in body
    assert body["conversation_id"] == "c"
    assert "conversation" not in body


@pytest.mark.parametrize("handle", ["", "{", "[]", "7", "[" * 100_000])
def test_a_handle_that_is_no_object_is_left_out(handle: str) -> None:
    body = request_body(ChatRequest(messages=(), handle=handle), Dialect.G4F)

    assert "conversation" not in body


def test_a_handle_that_utf8_cannot_say_is_sent_as_it_came() -> None:
    body = request_body(ChatRequest(messages=(), handle=r'{"a":"\ud83d"}'), Dialect.G4F)

    assert json.loads(encode_body(body))["conversation"] == {"a": "\ud83d"}


@pytest.mark.parametrize(
    "answer",
    [
        {"detail": [{"type": "extra_forbidden", "loc": ["body", "provider"],
                     "msg": "Extra inputs are not permitted"}]},
        {"error": {"message": "Unrecognized request argument supplied: conversation_id"}},
        {"error": {"message": "Unrecognized request arguments supplied: foo, provider"}},
        {"error": {"message": "Unknown parameter: 'conversation_id'."}},
        {"error": {"message": "property 'conversation_id' is unsupported"}},
        {"error": "Additional properties are not allowed ('provider' was unexpected)"},
        {"message": "conversation is not permitted"},
        "unknown field `provider`, expected one of `model`, `messages`",
    ],
)  # fmt: skip
def test_a_refusal_that_names_a_g4f_field_is_understood(answer: object) -> None:
    body = request_body(REQUEST, Dialect.G4F)

    assert refused_fields(words_of(answer), body) == (
        "provider",
        "conversation_id",
        "conversation",
    )


@pytest.mark.parametrize(
    "words",
    [
        "Unexpected error in provider Copilot",
        "Provider not supported",
        "ProviderNotFoundError: Provider is not found: Nope",
        "messages: Input should be a valid list",
        "Unknown parameter: 'temperature'.",
        "The conversation is too long. Extra tokens are not allowed",
        "model: Extra inputs are not permitted",
        "",
    ],
)
def test_other_refusals_are_not_mistaken_for_that(words: str) -> None:
    assert refused_fields(words, request_body(REQUEST, Dialect.G4F)) == ()


def test_a_request_without_the_fields_is_never_asked_again() -> None:
    body = request_body(REQUEST, Dialect.OPENAI)

    assert refused_fields("Unknown parameter: 'provider'.", body) == ()
