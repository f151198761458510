"""How long a reply takes and how fast it comes."""

from __future__ import annotations

import pytest

from copilot_tui.chat.conversation import Message, Role, Status, Usage
from copilot_tui.ui.reply_meter import STALLED_SECONDS, ReplyMeter, measured_parts, seconds_taken


class Clock:
    """Seconds that the test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def finished(seconds: float | None, *, words: int = 0, usage: Usage | None = None) -> Message:
    """A reply that took so long."""
    end = None if seconds is None else 1000.0 + seconds
    text = "word " * words
    return Message(
        *(1, 1, None, Role.ASSISTANT, text, Status.COMPLETE, 1000.0), finished=end, usage=usage
    )


def test_before_the_first_text_it_tells_how_long_one_waits() -> None:
    clock = Clock()
    meter = ReplyMeter(clock)
    clock.now += 3.2
    assert meter.parts() == ("waiting 3 s",)


def test_the_speed_counts_from_the_first_text_on() -> None:
    clock = Clock()
    meter = ReplyMeter(clock)
    clock.now += 10
    meter.add("one two three four ")
    assert meter.parts() == ("10.0 s",)
    clock.now += 2
    meter.add("five six")
    assert meter.parts() == ("12.0 s", "3 words/s")


def test_a_word_that_comes_in_pieces_counts_once() -> None:
    clock = Clock()
    meter = ReplyMeter(clock)
    for piece in ("won", "der", "ful", " words", " ", "are", " all"):
        meter.add(piece)
    clock.now += 1
    assert meter.parts()[1] == "4 words/s"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(None, ""), (0.04, "0.0 s"), (2.13, "2.1 s"), (61.0, "1 min 1 s"), (-5.0, "0.0 s")],
)
def test_the_time_of_a_reply_is_told_in_a_few_characters(seconds: float | None, shown: str) -> None:
    assert seconds_taken(finished(seconds)) == shown


def test_tokens_are_told_only_where_the_server_counts_them() -> None:
    exact = Usage(10, 50, exact=True)
    assert measured_parts(finished(2.0, words=8, usage=exact)) == (
        *("2.0 s", "50 tokens"),
        "25 tokens/s",
    )
    counted_chunks = Usage(10, 50, exact=False)
    assert measured_parts(finished(2.0, words=8, usage=counted_chunks)) == ("2.0 s", "4 words/s")


def test_the_words_that_a_reply_only_went_on_with_are_not_its_speed() -> None:
    assert measured_parts(finished(2.0, words=1008), words_before=1000) == ("2.0 s", "4 words/s")
    assert measured_parts(finished(2.0, words=8), words_before=8) == ("2.0 s",)


def test_a_reply_without_an_end_tells_nothing() -> None:
    assert measured_parts(finished(None, words=8)) == ()


def test_a_reply_that_has_begun_and_brings_no_text_for_some_time_has_stalled() -> None:
    clock = Clock()
    meter = ReplyMeter(clock)
    clock.now += 60
    assert meter.silence == ""  # It waits, and says so.
    meter.add("one ")
    clock.now += STALLED_SECONDS - 0.1
    assert meter.silence == ""
    clock.now += 3.1
    assert meter.silence == "no text for 8 s"
    meter.add("two")
    assert meter.silence == ""
