"""Tests of the reply decoder: recordings, ends and errors."""

from __future__ import annotations

import json

import pytest

from copilot_tui.api.events import (
    Answering,
    Finished,
    ReasoningDelta,
    TextDelta,
    ThreadHandle,
    TokenCount,
)
from copilot_tui.errors import ReplyFailed, ReplyInterrupted
from tests.api.decoding import decode, packets_of
from tests.scripted_answers import chunk, events, recording

STREAMED = ["g4f-ok", "g4f-reasoning", "g4f-error-mid-stream", "llama-ok-usage", "llama-length"]


@pytest.mark.parametrize("name", [*STREAMED, "g4f-not-streamed"])
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_a_recording_says_the_same_in_packets_of_any_size(name: str, size: int) -> None:
    body = recording(name).body
    whole, cut = decode(body), decode(packets_of(body, size))

    assert cut.events == whole.events
    assert str(cut.error) == str(whole.error)


def test_a_g4f_reply_gives_names_text_usage_handle_and_end() -> None:
    decoded = decode(recording("g4f-ok").body)

    assert decoded.events[0] == Answering(model="", provider="Copilot")
    assert decoded.text.startswith("Heiner, happy to make you feel right at home.")
    usage, handle, end = decoded.events[-3:]
    assert usage == TokenCount(prompt_tokens=13, completion_tokens=20)
    assert isinstance(handle, ThreadHandle)
    assert json.loads(handle.json)["conversation_id"] == "dab181d7-aad4-4810-99a9-93d858e312c1"
    assert ": " not in handle.json.split('"messages"')[0]
    assert end == Finished(reason="stop", skipped=0)


def test_reasoning_of_g4f_comes_before_its_text() -> None:
    decoded = decode(recording("g4f-reasoning").body)
    kinds = [type(event) for event in decoded.events]

    assert decoded.reasoning == "Let me think about this. Done thinking."
    assert decoded.text
    assert kinds.index(ReasoningDelta) < kinds.index(TextDelta)


def test_an_error_after_text_fails_the_reply_and_keeps_the_text() -> None:
    decoded = decode(recording("g4f-error-mid-stream").body)

    assert decoded.text == "Dust and the wind"
    assert isinstance(decoded.error, ReplyFailed)
    assert decoded.error.detail == "RuntimeError: upstream websocket closed"
    assert not any(isinstance(event, Finished) for event in decoded.events)


def test_a_reply_that_is_not_streamed_gives_the_same_kinds_of_events() -> None:
    decoded = decode(recording("g4f-not-streamed").body)

    assert [type(event) for event in decoded.events] == [
        Answering,
        TextDelta,
        TokenCount,
        ThreadHandle,
        Finished,
    ]
    assert decoded.text == "Hello! How can I assist you today?"


def test_llama_cpp_names_its_model_and_counts_tokens_after_the_end() -> None:
    decoded = decode(recording("llama-ok-usage").body)

    assert decoded.events[0] == Answering("SmolLM2-135M-Instruct.Q4_1.gguf", "")
    assert decoded.events[-2:] == (TokenCount(41, 39), Finished("stop", 0))


def test_a_reply_cut_by_its_length_says_so() -> None:
    assert decode(recording("llama-length").body).events[-1] == Finished("length", 0)


def test_a_reply_may_end_without_done_when_it_gave_a_reason() -> None:
    body = events(chunk("a", finish="stop"), done=False)

    assert decode(body).events == (TextDelta("a"), Finished("stop", 0))


def test_done_alone_ends_a_reply_and_nothing_after_it_counts() -> None:
    body = events(chunk("a")) + events(chunk("late"), {"error": "late"})

    assert decode(body).events == (TextDelta("a"), Finished("", 0))


def test_what_follows_a_finish_reason_still_counts() -> None:
    late = {"choices": [], "conversation": {"id": 1}}
    body = events(chunk("a", finish="stop"), chunk("b"), late)

    assert decode(body).events == (
        TextDelta("a"),
        TextDelta("b"),
        ThreadHandle('{"id":1}'),
        Finished("stop", 0),
    )


@pytest.mark.parametrize(
    "body", [b"", b"\n\n: ping\n", events(chunk("a"), done=False), b'{"choices": [{"mess']
)
def test_an_end_without_a_reason_interrupts_the_reply(body: bytes) -> None:
    error = decode(body).error

    assert isinstance(error, ReplyInterrupted)
    assert error.what == "The server ended the reply before it was finished."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ({"message": "too hot"}, "too hot"),
        ("too hot", "too hot"),
        ({"error": {"message": "too hot"}}, "too hot"),
        (503, "503"),
        (["too", "hot"], "too; hot"),
        ({"code": 7}, '{"code": 7}'),
    ],
)
def test_an_error_in_any_form_is_told_in_the_servers_words(error: object, words: str) -> None:
    for body in (events(chunk("a"), {"error": error}), json.dumps({"error": error}).encode()):
        failure = decode(body).error

        assert isinstance(failure, ReplyFailed)
        assert failure.detail == words


@pytest.mark.parametrize("data", [b'{"message": "too hot"}', b"too hot", b'"too hot"'])
def test_an_error_event_fails_the_reply(data: bytes) -> None:
    decoded = decode(events(chunk("a"), done=False) + b"event: error\ndata: " + data + b"\n\n")

    assert decoded.text == "a"
    assert isinstance(decoded.error, ReplyFailed)
    assert decoded.error.detail == "too hot"


def test_an_error_wins_over_a_finish_reason() -> None:
    assert isinstance(decode(events(chunk("a", finish="stop"), {"error": "x"})).error, ReplyFailed)


def test_an_object_that_is_no_reply_fails_with_its_words() -> None:
    error = decode(b'{"detail": "Not this way"}').error

    assert isinstance(error, ReplyFailed)
    assert error.detail == "Not this way"


def test_secrets_never_appear_in_errors() -> None:
    error = decode(events({"error": "bad key sk-12345"}), secrets=("sk-12345",)).error

    assert "sk-12345" not in str(error)
