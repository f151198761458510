"""Tests of the reply decoder against streams that no server should send."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.api.events import (
    Finished,
    TextDelta,
)
from copilot_tui.errors import ReplyFailed
from copilot_tui.profile import Limits
from tests.api.decoding import decode, packets_of
from tests.scripted_answers import chunk, events, recording


def test_a_handle_past_the_limit_is_dropped() -> None:
    body = events({"conversation": {"id": "x" * 100}}, chunk("a"))

    assert decode(body, Limits(handle=100)).events == (TextDelta("a"), Finished("", 0))


def test_a_reply_past_the_limit_is_refused_and_its_text_kept() -> None:
    decoded = decode(events(*[chunk("x" * 10)] * 20), Limits(reply=100))

    assert decoded.text == "x" * 100
    assert isinstance(decoded.error, ReplyFailed)
    assert "a reply of more than 100 characters" in decoded.error.what


def test_an_object_past_the_limit_is_refused() -> None:
    decoded = decode(packets_of(b'{"a": "' + b"x" * 200, 10), Limits(event=100))

    assert isinstance(decoded.error, ReplyFailed)


@pytest.mark.parametrize("cut", [1_000_000, 10, 7])
@pytest.mark.parametrize("data", ["[" * 900, "{},1" * 300, "[[,\ndata: [" * 150])
def test_more_values_than_the_limit_are_refused_before_they_are_read(data: str, cut: int) -> None:
    stream = f"data: {{}}\n\ndata: {data}\n\n".encode()
    decoded = decode([stream[:10], *packets_of(stream[10:], cut)], Limits(values=400))

    assert isinstance(decoded.error, ReplyFailed)
    assert "an event of more than 400 JSON values" in decoded.error.what
    assert "raise values in the profile's limits" in decoded.error.todo


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choices", "delta", "message", "content", "reasoning", "text", "error",
                 "usage", "prompt_tokens", "conversation", "finish_reason", "index", "type"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(values=st.lists(JSON, max_size=6), size=st.integers(1, 50), streamed=st.booleans())
def test_no_value_makes_the_decoder_fail_in_a_way_of_its_own(
    values: list[object], size: int, streamed: bool
) -> None:
    body = events(*values) if streamed else json.dumps({"choices": values}).encode()
    whole, cut = decode(body), decode(packets_of(body, size))

    assert whole.events == cut.events
    assert (whole.error is None) == isinstance((whole.events or (None,))[-1], Finished)


@given(body=st.binary(max_size=200))
def test_no_bytes_make_the_decoder_fail_in_a_way_of_its_own(body: bytes) -> None:
    assert decode(body).events == decode(packets_of(body, 1)).events


@given(cut=st.integers(0, 10_000))
def test_a_recording_cut_in_two_anywhere_says_the_same(cut: int) -> None:
    body = recording("g4f-ok").body

    assert decode([body[:cut], body[cut:]]).events == decode(body).events
