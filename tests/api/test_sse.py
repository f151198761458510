"""Tests of the decoder for server-sent events."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.api.sse import ServerSentEvent, SSEDecoder
from copilot_tui.errors import ReplyFailed
from copilot_tui.profile import Limits


def decode(*packets: bytes, limits: Limits | None = None) -> list[ServerSentEvent]:
    decoder = SSEDecoder(limits or Limits())
    events = [event for packet in packets for event in decoder.feed(packet)]
    return [*events, *decoder.close()]


def data(*packets: bytes) -> list[str]:
    return [event.data for event in decode(*packets)]


def bytes_of(stream: bytes) -> list[bytes]:
    return [stream[at : at + 1] for at in range(len(stream))]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_each_of_the_three_line_ends_ends_a_line(end: bytes) -> None:
    stream = b"data: a" + end + end + b"data: b" + end + end

    assert data(stream) == ["a", "b"]
    assert data(*bytes_of(stream)) == ["a", "b"]


def test_line_separators_of_unicode_are_data() -> None:
    text = "a\u2028b\u2029c\u0085d\x0be\x0cf\x1cg"

    assert data(f"data: {text}\n\n".encode()) == [text]


def test_a_character_cut_between_packets_is_put_together() -> None:
    stream = "data: naïve 😀 日本\n\n".encode()

    assert data(*bytes_of(stream)) == ["naïve 😀 日本"]


def test_bytes_that_are_no_utf8_become_replacement_characters() -> None:
    assert data(b"data: a\xff\xc3b\n\n") == ["a\ufffd\ufffdb"]


def test_a_byte_order_mark_does_not_hide_the_first_event() -> None:
    stream = b"\xef\xbb\xbfdata: first\n\n"

    assert data(stream) == ["first"]
    assert data(*bytes_of(stream)) == ["first"]


def test_one_space_after_the_colon_is_dropped_and_no_more() -> None:
    assert data(b"data:a\n\ndata: b\n\ndata:  c\n\n") == ["a", "b", " c"]


def test_comments_other_fields_and_blank_lines_give_no_events() -> None:
    assert data(b": ping\n\n\n\nid: 7\nretry: 10\n\n:\ndata: a\nnonsense\n\n") == ["a"]


def test_the_event_field_names_its_own_event_only() -> None:
    assert decode(b"event: error\ndata: a\n\ndata: b\nevent: late\n\ndata: c\n\n") == [
        ServerSentEvent("error", "a"),
        ServerSentEvent("late", "b"),
        ServerSentEvent("", "c"),
    ]


def test_several_data_lines_make_one_event() -> None:
    assert data(b"data: hello\ndata: world\n\n") == ["hello\nworld"]


def test_json_spread_over_data_lines_is_one_event() -> None:
    lines = b'data: {"a": [\ndata: {"b": 1}\ndata: ]}\n\n'

    assert data(lines) == ['{"a": [\n{"b": 1}\n]}']


def test_json_objects_without_blank_lines_between_are_events_of_their_own() -> None:
    stream = b'data: {"a": 1}\ndata: {"a": 2}\ndata: {"a": 3}\ndata: [DONE]\n'

    assert data(stream) == ['{"a": 1}', '{"a": 2}', '{"a": 3}', "[DONE]"]


def test_without_blank_lines_an_event_is_given_as_soon_as_its_line_ends() -> None:
    decoder = SSEDecoder(Limits())
    list(decoder.feed(b'data: {"a": 1}\ndata: {"a": 2}\n'))

    assert [event.data for event in decoder.feed(b'data: {"a": 3}\n')] == ['{"a": 3}']


def test_without_blank_lines_a_malformed_line_hides_no_other() -> None:
    assert data(b'data: {"a": \ndata: {"a": 2}\ndata: {"a": 3}\n') == [
        '{"a": ',
        '{"a": 2}',
        '{"a": 3}',
    ]


def test_the_last_event_needs_no_blank_line() -> None:
    assert data(b"data: a\n\ndata: b") == ["a", "b"]
    assert data(b"data: a\n\ndata: b\n") == ["a", "b"]


def test_a_line_past_the_limit_is_refused_whole_or_growing() -> None:
    limits = Limits(line=100)

    for packets in ([b"data: " + b"x" * 100 + b"\n\n"], [b"data: "] + [b"x" * 10] * 10):
        with pytest.raises(ReplyFailed, match="a line of more than 100 bytes"):
            decode(*packets, limits=limits)


def test_an_event_past_the_limit_is_refused() -> None:
    with pytest.raises(ReplyFailed, match="an event of more than 100 bytes"):
        decode(b"data: 12345678\n" * 20, limits=Limits(event=100))


@pytest.mark.parametrize("unit", [b"x", b"data: [\n", b"data: {\ndata: {}\n"])
def test_the_work_grows_with_the_bytes_and_not_with_their_square(unit: bytes) -> None:
    def seconds(count: int) -> float:
        packets = bytes_of(unit * count)
        before = time.process_time()
        decode(*packets)
        return time.process_time() - before

    small = max(min(seconds(20_000 // len(unit)) for _ in range(3)), 0.001)

    assert seconds(160_000 // len(unit)) < 8 * small * 4


STREAMS = st.lists(
    st.sampled_from(
        [
            b"data: ", b"data:", b"\n", b"\r", b"\r\n", b"\n\n", b'{"a": 1}', b"[DONE]",
            b"event: error", b": ping", b"\xf0\x9f\x98\x80", b"\xff", b"\xef\xbb\xbf", b"{", b"}",
        ]
    ),
    max_size=40,
).map(b"".join)  # fmt: skip


@given(stream=STREAMS, cuts=st.lists(st.integers(0, 200)))
def test_cutting_a_stream_anywhere_changes_nothing(stream: bytes, cuts: list[int]) -> None:
    places = [0, *sorted(cut for cut in cuts if cut < len(stream)), len(stream)]
    packets = [stream[start:end] for start, end in itertools.pairwise(places)]

    assert decode(*packets) == decode(stream) == decode(*bytes_of(stream))
