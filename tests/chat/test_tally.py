"""What is counted, and what must not spoil it."""

from __future__ import annotations

import math
import statistics
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.answerer import Answerer
from copilot_tui.chat.conversation import Role, Status
from copilot_tui.chat.local_time import start_of
from copilot_tui.chat.speeds import Speeds
from copilot_tui.chat.statistics import Period, Span, Statistics
from copilot_tui.chat.tally import CountedMessage, Tally

TODAY = date(2026, 11, 27)
NOON = start_of(TODAY) + 12 * 3_600
DAY = 86_400.0
GPT = Answerer("g4f", "Copilot", "gpt-4o")


def asked(
    created: float = NOON, words: int = 5, *, is_copied: bool = False, depth: int = 1
) -> CountedMessage:
    return CountedMessage(
        created, created, Role.USER, Status.COMPLETE, Answerer(), words, 0, is_copied, depth
    )


def answered(
    created: float = NOON,
    *,
    seconds: float | None = 10,
    words: int = 100,
    thought: int = 0,
    status: Status = Status.COMPLETE,
    answerer: Answerer = GPT,
) -> CountedMessage:
    finished = None if seconds is None else created + seconds
    return CountedMessage(
        created, finished, Role.ASSISTANT, status, answerer, words, thought, False, 2
    )


def counted(*messages: CountedMessage, days: int | None = 30) -> Statistics:
    tally = Tally(Period(None, TODAY) if days is None else Period.of_days(days, TODAY))
    for message in messages:
        tally.add(message)
    return tally.result()


def test_messages_replies_words_and_endings_are_counted_by_day_and_hour() -> None:
    found = counted(
        asked(words=3),
        answered(),
        asked(NOON - DAY, 4),
        answered(NOON - DAY, words=30, status=Status.STOPPED),
        answered(NOON - DAY + 60, words=0, status=Status.FAILED),
    )
    today, yesterday = found.days[TODAY], found.days[TODAY - timedelta(days=1)]

    assert (today.sent, today.words_written, today.replies, today.words_read) == (1, 3, 1, 100)
    assert (yesterday.replies, yesterday.broken_off) == (2, 2)
    assert found.totals.endings == {Status.COMPLETE: 1, Status.STOPPED: 1, Status.FAILED: 1}
    assert (found.totals.sent, found.totals.words_read) == (2, 130)
    assert found.hours == tuple(2 if hour == 12 else 0 for hour in range(24))


def test_a_period_has_its_days_and_today_is_the_last() -> None:
    messages = [asked(NOON - back * DAY) for back in range(100)]

    assert counted(*messages, days=7).totals.sent == 7
    assert counted(*messages, days=1).totals.sent == 1
    assert counted(*messages, days=None).totals.sent == 100
    assert counted(*messages, days=None).first == TODAY - timedelta(days=99)
    assert [day for day, _ in counted(days=3).every_day()] == [
        TODAY - timedelta(days=back) for back in (2, 1, 0)
    ]
    assert Span.WEEK.period(TODAY).first == TODAY - timedelta(days=6)
    assert Span.ALL.period(TODAY).start is None


def test_as_many_days_as_one_likes_end_at_the_first_usable_date() -> None:
    assert Period.of_days(36_500, TODAY).first == date(2000, 1, 1)


@pytest.mark.parametrize(
    "moment", [NOON + DAY, NOON + 1e12, 1000.0, 0.0, -1e12, math.inf, -math.inf, 1e300]
)
def test_a_date_that_cannot_be_right_is_told_and_left_out(moment: float) -> None:
    found = counted(asked(moment), answered(moment), asked(), days=None)

    assert found.undated == 2
    assert (found.first, found.totals.sent, found.totals.replies) == (TODAY, 1, 0)


def test_a_clock_that_ran_ahead_today_still_counts_as_today() -> None:
    assert counted(asked(start_of(TODAY) + DAY - 1)).days[TODAY].sent == 1


@pytest.mark.parametrize("seconds", [0, -5, -1e9, 3_601, 1e9, math.inf, -math.inf, math.nan, 0.005])
def test_an_odd_duration_says_nothing_of_speed(seconds: float) -> None:
    odd = [answered(seconds=seconds)] * 50
    speeds = counted(*[answered(seconds=10)] * 10, *odd).totals.speeds

    assert (speeds.median, speeds.ninetieth) == (10, 10)


def test_only_complete_replies_of_twenty_words_tell_a_speed_and_thinking_is_of_it() -> None:
    def median(reply: CountedMessage) -> float | None:
        return counted(reply).totals.speeds.median

    assert median(answered(words=19)) is None
    assert median(answered(words=20)) == 2
    assert median(answered(words=10, thought=10)) == 2
    assert median(answered(seconds=None)) is None
    for status in (Status.STOPPED, Status.INTERRUPTED, Status.FAILED):
        assert median(answered(status=status)) is None


def test_a_running_reply_and_a_system_message_are_none_of_it() -> None:
    system = asked()._replace(role=Role.SYSTEM)

    assert counted(answered(status=Status.STREAMING), system).is_empty


def test_a_message_that_is_in_a_copy_too_counts_once_and_only_then() -> None:
    copy = asked(is_copied=True)

    assert counted(asked(), copy, copy).totals.sent == 1
    assert counted(copy).totals.sent == 1, "the original may be gone"
    assert counted(copy, asked(NOON + 0.001, is_copied=True)).totals.sent == 2
    assert counted(asked(), asked()).totals.sent == 2, "neither is in a copy"


def test_shares_are_of_replies_and_the_most_come_first() -> None:
    other = Answerer("local", "", "llama")
    found = counted(*[answered()] * 3, answered(answerer=other, seconds=50))
    first, second = found.shares(lambda answerer: answerer.model)

    assert (first.name, first.part, first.sums.replies) == ("gpt-4o", 0.75, 3)
    assert (second.name, second.sums.speeds.median) == ("llama", 2)
    assert [share.name for share in found.shares(lambda answerer: answerer.provider)] == [
        "Copilot",
        "",
    ]
    assert counted().shares(lambda answerer: answerer.model) == []


@given(st.lists(st.tuples(st.integers(20, 5_000), st.floats(1, 3_600)), min_size=1))
def test_speeds_are_those_of_all_replies_to_three_digits(
    replies: list[tuple[int, float]],
) -> None:
    halves = Speeds(), Speeds()
    for number, (words, seconds) in enumerate(replies):
        halves[number % 2].add(words, seconds)
    halves[0].take(halves[1])
    exact = sorted(words / seconds for words, seconds in replies)

    assert halves[0].median == pytest.approx(statistics.median_low(exact), rel=0.005)
    ninetieth = exact[-(-9 * len(exact) // 10) - 1] if len(exact) >= 10 else None
    assert halves[0].ninetieth == (ninetieth and pytest.approx(ninetieth, rel=0.005))


@pytest.mark.parametrize(
    ("first", "began"),
    [
        (NOON - 3 * DAY, TODAY - timedelta(days=3)),
        (NOON - 40 * DAY, TODAY - timedelta(days=29)),
        (NOON, TODAY - timedelta(days=1)),
        (math.inf, TODAY - timedelta(days=29)),
        (math.nan, TODAY - timedelta(days=29)),
        (-1e300, TODAY - timedelta(days=29)),
    ],
)
def test_days_before_the_first_of_use_are_left_out_but_none_with_a_message(
    first: float, began: date
) -> None:
    tally = Tally(Period.of_days(30, TODAY))
    tally.begin(first)
    tally.add(asked(NOON - DAY))
    found = tally.result()

    assert found.first == TODAY - timedelta(days=29)
    assert found.in_use().first == found.in_use().in_use().first == began
    assert found.in_use().totals == found.totals


def test_an_empty_time_is_told_from_a_program_that_was_never_used() -> None:
    tally = Tally(Period.of_days(30, TODAY))
    assert not tally.result().is_new
    tally.begin(None)
    assert tally.result().is_new
    tally.add(asked())
    assert not tally.result().is_new
