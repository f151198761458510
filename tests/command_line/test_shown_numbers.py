"""Numbers of conversations in a column, and their last digits as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists, sampled_from

from copilot_tui.command_line.shown_numbers import (
    CUT,
    heading_of,
    shown_numbers,
    typed_ending,
)
from copilot_tui.store.listing import LEAST_LONG

LONG = 1_873_442_000_123_456
ENDS_ALIKE = sampled_from([LONG, LONG + 10**6, LONG + 10**7, 123_456, 23_456, 999_123_456])


def test_a_long_number_is_shown_by_its_last_six_digits() -> None:
    assert shown_numbers([LONG, 12, 1_234_567]) == ["…123456", "     12", "1234567"]


def test_what_would_look_the_same_has_as_many_digits_as_keep_it_apart() -> None:
    assert shown_numbers([LONG, LONG + 10**7]) == ["…00123456", "…10123456"]
    assert [each.strip() for each in shown_numbers([LONG, 123_456])] == ["…0123456", "123456"]
    assert shown_numbers([12_345_678, 9_912_345_678])[1] == "9912345678"


def test_all_digits_are_shown_where_they_are_wanted() -> None:
    assert shown_numbers([LONG, 12], whole=True) == [str(LONG), "12".rjust(16)]


@given(lists(integers(1, 2**53) | ENDS_ALIKE, max_size=20))
def test_all_are_as_wide_and_each_means_one_only(numbers: list[int]) -> None:
    shown = shown_numbers(numbers)

    assert len({len(each) for each in shown}) <= 1
    for number, each in zip(numbers, shown, strict=True):
        word = each.strip()
        if number < LEAST_LONG:
            assert word == str(number)
        ending = word.removeprefix(CUT)
        assert str(number).endswith(ending)
        if word.startswith(CUT):
            assert {other for other in numbers if str(other).endswith(ending)} == {number}


@pytest.mark.parametrize("numbers", [[], [1], [LONG]])
def test_the_heading_stands_above_the_column(numbers: list[int]) -> None:
    column = shown_numbers(numbers)
    heading = heading_of(column, "  last")

    assert heading.strip() == "number  last"
    assert heading.index("  last") == max(map(len, column), default=6)


@pytest.mark.parametrize(
    ("name", "digits"),
    [
        *(("123456", "123456"), ("…123456", "123456"), ("...0123", "0123"), ("2024", "2024")),
        *(("123", None), ("…", None), ("", None), ("Oslo", None), ("12 34", None)),
        *(("٣٣٣٣", None), ("-1234", None), ("9" * 19, None)),
    ],
)
def test_four_digits_or_more_are_an_ending(name: str, digits: str | None) -> None:
    assert typed_ending(name) == digits
