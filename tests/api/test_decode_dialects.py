"""Tests of how chunks are read, in the dialects of many servers."""

from __future__ import annotations

import json

import pytest

from copilot_tui.api.events import (
    Answering,
    Finished,
    ReasoningDelta,
    TextDelta,
    ThreadHandle,
)
from tests.api.decoding import decode
from tests.scripted_answers import chunk, events


def delta(**fields: object) -> dict[str, object]:
    return {"choices": [{"delta": fields}]}


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"choices": []},
        {"choices": None},
        {"choices": {"delta": {"content": "no"}}},
        {"choices": [None, 3, "x"]},
        {"choices": [{"delta": None}]},
        {"choices": [{"delta": "no"}]},
        {"choices": [{"delta": {"content": None}}]},
        {"choices": [{"delta": {"content": 7, "reasoning": {"a": 1}}}]},
        {"choices": [{"delta": {"content": [None, 3, {"type": "image"}, {"text": 4}]}}]},
        {"choices": [{"index": 1, "delta": {"content": "another"}, "finish_reason": "stop"}]},
        {"error": None, "model": 4, "provider": ["x"], "usage": [], "conversation": "x"},
        {"usage": {"prompt_tokens": "4", "completion_tokens": True}},
        {"usage": {"prompt_tokens": -1, "completion_tokens": 1e999}},
        {"conversation": {}},
    ],
)
def test_a_chunk_of_strange_types_adds_nothing(strange: dict[str, object]) -> None:
    body = events(chunk("a"), strange, chunk("b", finish="stop"))

    assert decode(body).events == (TextDelta("a"), TextDelta("b"), Finished("stop", 0))


@pytest.mark.parametrize(
    "choice",
    [
        {"delta": {"content": "hello"}},
        {"delta": {"content": [{"type": "text", "text": "hel"}, "lo"]}},
        {"message": {"content": "hello"}},
        {"delta": None, "message": {"content": "hello"}},
        {"index": "0", "delta": {"content": "hello"}},
    ],
)
def test_every_known_place_of_text_is_read(choice: dict[str, object]) -> None:
    assert decode(events({"choices": [choice]})).text == "hello"


def test_a_closing_message_that_repeats_the_deltas_counts_once() -> None:
    summary = {"choices": [{"delta": {}, "message": {"content": "ab"}, "finish_reason": "stop"}]}

    assert decode(events(chunk("a"), chunk("b"), summary)).text == "ab"


@pytest.mark.parametrize(
    "fields",
    [
        {"reasoning": "hm"},
        {"reasoning_content": "hm"},
        {"reasoning": "hm", "reasoning_content": "hm"},
        {"reasoning": None, "reasoning_content": "hm"},
    ],
)
def test_reasoning_under_either_name_or_both_counts_once(fields: dict[str, object]) -> None:
    assert decode(events(delta(**fields))).reasoning == "hm"


def test_malformed_lines_are_skipped_and_counted() -> None:
    deep = "[" * 100_000
    large = '{"a": ' + "9" * 5000 + "}"
    body = events(chunk("a"), "{oops", "7", '["x"]', deep, large, chunk("b", finish="stop"))

    assert decode(body).events == (TextDelta("a"), TextDelta("b"), Finished("stop", 5))


def test_names_are_told_when_they_change_and_only_then() -> None:
    named = [{"model": "m"}, {"model": "m", "provider": "p"}, {"model": "", "provider": None}]

    assert decode(events(*named)).events == (
        Answering("m", ""),
        Answering("m", "p"),
        Finished("", 0),
    )


def test_a_key_that_a_server_repeats_as_who_answers_is_hidden() -> None:
    key = "sk-1234567"
    named = {"model": f"{'m' * 195}{key}", "provider": f"p-{key}"}

    assert decode(events(named), secrets=(key,)).events[0] == Answering(
        "m" * 195 + "[hid…", "p-[hidden]"
    )


def test_an_emoji_cut_in_two_deltas_is_joined() -> None:
    body = events(r'{"choices": [{"delta": {"content": "a\ud83d"}}]}', delta(content="\ude00b"))

    assert decode(body).events == (TextDelta("a"), TextDelta("😀b"), Finished("", 0))


def test_half_an_emoji_at_the_end_becomes_a_replacement_character() -> None:
    body = events(delta(content="a\ud83d", reasoning="\ud83d"))

    assert decode(body).text == "a\ufffd"
    assert decode(body).reasoning == "\ufffd"


def test_text_is_clean_and_an_event_without_text_is_not_given() -> None:
    decoded = decode(events(chunk("\x1b]52;c;x\x07"), chunk("\r"), delta(reasoning="\x9b\u202e")))

    assert decoded.events == (
        TextDelta("␛]52;c;x␇"),
        ReasoningDelta("\ufffd"),
        Finished("", 0),
    )


def test_the_last_handle_wins_and_is_exact_though_clean() -> None:
    thread = {"id": "é\u202e\ud83d", "n": [1.5, None]}
    handles = [
        event
        for event in decode(events({"conversation": {"id": 1}}, {"conversation": thread})).events
        if isinstance(event, ThreadHandle)
    ]

    assert json.loads(handles[-1].json) == thread
    assert handles[-1].json.isprintable()
