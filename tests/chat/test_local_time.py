"""Days and hours by the clock on the wall, in any time zone and over its changes."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.local_time import LocalTime, start_of

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/St_Johns",
    "America/New_York",
    "America/Havana",
    "America/Asuncion",
    "Asia/Kathmandu",
    "Asia/Gaza",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
)
SECOND = st.integers(946_684_800, 2_000_000_000)


@contextmanager
def living_in(zone: str) -> Iterator[None]:
    """The process in a time zone."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@given(st.sampled_from(ZONES), st.lists(SECOND, min_size=1), st.integers(0, 999))
def test_every_moment_is_on_the_day_and_in_the_hour_of_the_wall(
    zone: str, seconds: list[int], thousandths: int
) -> None:
    with living_in(zone):
        local = LocalTime()
        for second in seconds:
            moment = second + thousandths / 1000
            there = datetime.fromtimestamp(moment)
            assert local.day_and_hour(moment) == (there.date(), there.hour)


@pytest.mark.parametrize("zone", ZONES)
def test_every_minute_around_every_change_of_a_year_is_placed_rightly(zone: str) -> None:
    with living_in(zone):
        local = LocalTime()
        start = int(datetime(2011, 1, 1, tzinfo=UTC).timestamp())
        hours = range(start, start + 366 * 86_400, 3_600)
        ahead = [time.localtime(hour).tm_gmtoff for hour in hours]
        pairs = zip(hours, pairwise(ahead), strict=False)
        changes = [hour for hour, (one, other) in pairs if one != other]
        for change in changes:
            for moment in range(change - 90_000, change + 90_000, 60):
                there = datetime.fromtimestamp(moment)
                assert local.day_and_hour(moment) == (there.date(), there.hour)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Europe/Berlin", date(2026, 7, 1), 24),
        ("Africa/Cairo", date(2024, 4, 26), 23),
        ("America/Havana", date(2024, 11, 3), 25),
    ],
)
def test_a_day_has_as_many_hours_as_it_has_there(zone: str, day: date, hours: int) -> None:
    with living_in(zone):
        local = LocalTime()
        start = start_of(day)
        quarters = range(int(start) - 86_400, int(start) + 2 * 86_400, 900)
        found = Counter(local.day_and_hour(moment)[0] for moment in quarters)

        assert found[day] == hours * 4
        assert start_of(day + timedelta(days=1)) - start == hours * 3_600


@given(st.sampled_from(ZONES), st.dates(date(2000, 1, 2), date(2035, 1, 1)))
def test_a_day_begins_where_the_day_before_ends(zone: str, day: date) -> None:
    with living_in(zone):
        local, start = LocalTime(), start_of(day)
        if datetime.fromtimestamp(start).date() == day:  # Apia had no 30 December 2011.
            assert local.day_and_hour(start)[0] == day
            assert local.day_and_hour(start - 1)[0] < day
