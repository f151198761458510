"""Conversations under headings that tell their age."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.conversation import Conversation
from copilot_tui.ui.sidebar_rows import ConversationRow, GroupRow, sidebar_rows

NOW = datetime(2026, 3, 2, 0, 30)


def entry(number: int, age: timedelta, *, pinned: bool = False) -> Conversation:
    """A conversation that was updated so long ago."""
    updated = (NOW - age).timestamp()
    return Conversation(number, "", f"number {number}", updated, updated, pinned=pinned)


def labels(*conversations: Conversation) -> list[str]:
    """The headings, in order."""
    return [row.label for row in sidebar_rows(conversations, NOW) if isinstance(row, GroupRow)]


def test_the_day_changes_at_midnight_and_not_after_24_hours() -> None:
    assert labels(entry(1, timedelta(minutes=29))) == ["Today"]
    assert labels(entry(1, timedelta(minutes=31))) == ["Yesterday"]
    assert labels(entry(1, timedelta(hours=25))) == ["Previous 7 days"]


def test_older_ones_stand_under_their_month_with_the_year_unless_it_is_this_one() -> None:
    assert labels(entry(1, timedelta(days=20))) == ["February"]
    assert labels(entry(1, timedelta(days=100))) == ["November 2025"]


def test_pinned_ones_stand_under_their_own_heading_whatever_their_age() -> None:
    pinned = entry(1, timedelta(days=400), pinned=True)
    assert labels(pinned, entry(2, timedelta(0))) == ["Pinned", "Today"]


def test_a_clock_that_was_set_back_makes_today_of_the_future() -> None:
    assert labels(entry(1, timedelta(days=-3))) == ["Today"]


def test_no_conversations_make_no_rows() -> None:
    assert list(sidebar_rows([], NOW)) == []


@given(st.lists(st.integers(0, 900), max_size=40))
def test_every_conversation_stays_in_its_place_and_no_heading_comes_twice(
    days: list[int],
) -> None:
    given_entries = [entry(age, timedelta(days=age)) for age in sorted(set(days))]
    rows = list(sidebar_rows(given_entries, NOW))
    shown = [row.conversation for row in rows if isinstance(row, ConversationRow)]
    assert shown == given_entries
    headings = labels(*given_entries)
    assert len(headings) == len(set(headings))
    assert not rows or isinstance(rows[0], GroupRow)
