"""The trust boundary, whatever text comes and wherever it is split on its way."""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from copilot_tui.api.chunk import SurrogateJoiner
from copilot_tui.text import clean, one_line
from tests.api.decoding import decode, packets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST = 12
"""Characters of a sequence of which every possible split is tried: there are 2,048."""

dangerous = st.one_of(
    st.sampled_from("\x1b\x07\x00\x08\r\x7f\\[]P_^X;m2JH\n\t"),
    st.characters(min_codepoint=0x80, max_codepoint=0x9F),
    st.sampled_from("\u2028\u2029\u200e\u200f\u061c\ufeff"),
    st.characters(min_codepoint=0x202A, max_codepoint=0x202E),
    st.characters(min_codepoint=0x2066, max_codepoint=0x2069),
    st.integers(0xD800, 0xDBFF).map(chr),
    st.integers(0xDC00, 0xDFFF).map(chr),
    st.sampled_from("aé日👩\U0010ffff"),
)
hostile = st.text(dangerous, max_size=60)
short_and_hostile = st.text(dangerous, min_size=1, max_size=LONGEST)


def is_harmless(text: str) -> bool:
    """Whether nothing of it acts; written out apart from `copilot_tui.text`."""
    return not any(
        (code < 0x20 and character not in "\n\t")
        or 0x7F <= code <= 0x9F
        or code in (0x2028, 0x2029)
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or 0xD800 <= code <= 0xDFFF
        for character in text
        for code in (ord(character),)
    )


def all_splits(text: str) -> Iterator[list[str]]:
    """Every way of cutting a text into pieces."""
    for count in range(len(text)):
        for cuts in combinations(range(1, len(text)), count):
            ends = (*cuts, len(text))
            yield [text[start:end] for start, end in zip((0, *cuts), ends, strict=True)]


def joined(pieces: Sequence[str]) -> str:
    """What comes out of the joiner."""
    joiner = SurrogateJoiner()
    return "".join(map(joiner.take, pieces)) + joiner.flush()


@settings(max_examples=500)
@given(hostile)
def test_nothing_that_acts_is_left_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = clean(text)
    assert is_harmless(cleaned)
    assert clean(cleaned) == cleaned
    assert is_harmless(one_line(text))
    assert "\n" not in one_line(text)
    cleaned.encode("utf-8")


@given(hostile)
def test_what_is_harmless_is_left_as_it_is(text: str) -> None:
    kept = "".join(character for character in text if is_harmless(character))
    assert clean(kept) == kept


@settings(max_examples=25, deadline=None)
@given(short_and_hostile)
def test_every_split_of_a_text_comes_out_as_the_same_clean_text(text: str) -> None:
    expected = joined([text])
    assert is_harmless(expected)
    for pieces in all_splits(text):
        assert joined(pieces) == expected, pieces


@given(hostile)
def test_the_halves_of_a_character_are_joined_and_no_other(text: str) -> None:
    plain = "".join(it for it in text if not "\ud800" <= it <= "\udfff")
    assert joined([plain]) == clean(plain)
    assert joined(list("\ud83d\ude00" + plain)) == clean("😀" + plain)
    assert joined(list(plain + "\ud83d")) == clean(plain + "\ufffd")


def streamed(pieces: Sequence[str], field: str, *, escaped: bool) -> bytes:
    """A stream with these deltas.

    Args:
        pieces: the text of each delta.
        field: of the delta.
        escaped: whether characters outside ASCII are written as JSON escapes.
    """
    chunks = [{"choices": [{"index": 0, "delta": {field: piece}}]} for piece in pieces]
    lines = [f"data: {json.dumps(chunk, ensure_ascii=escaped)}\n\n" for chunk in chunks]
    return "".join([*lines, "data: [DONE]\n\n"]).encode("utf-8", "replace")


@settings(max_examples=150, deadline=None)
@given(
    text=hostile,
    cuts=st.lists(st.integers(0, 60), max_size=8),
    size=st.integers(1, 40),
    field=st.sampled_from(["content", "reasoning_content"]),
)
def test_what_comes_out_of_the_decoder_is_clean_wherever_it_was_cut(
    text: str, cuts: list[int], size: int, field: str
) -> None:
    places = sorted({0, *(cut for cut in cuts if cut < len(text)), len(text)})
    pieces = [text[start:end] for start, end in pairwise(places)]
    decoded = decode(packets_of(streamed(pieces, field, escaped=True), size))
    out = decoded.text if field == "content" else decoded.reasoning
    assert decoded.error is None
    assert out == joined([text])
    assert is_harmless(out)


@settings(max_examples=25, deadline=None)
@given(short_and_hostile)
def test_every_split_into_deltas_comes_out_of_the_decoder_as_the_same_text(text: str) -> None:
    part = text[:7]
    for pieces in all_splits(part):
        for escaped in (True, False):
            sent = part if escaped else part.encode("utf-8", "replace").decode()
            if escaped or sent == part:
                decoded = decode(streamed(pieces, "content", escaped=escaped))
                assert decoded.text == joined([part]), pieces


@given(st.binary(max_size=60), st.integers(1, 9))
def test_no_bytes_in_a_delta_become_anything_that_acts(data: bytes, size: int) -> None:
    body = b'data: {"choices":[{"delta":{"content":"' + data + b'"}}]}\n\ndata: [DONE]\n\n'
    decoded = decode(packets_of(body, size))
    assert is_harmless(decoded.text + decoded.reasoning)
    assert decoded.error is None or is_harmless(decoded.error.lines)
