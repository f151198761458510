"""Conversations by the last digits of their numbers, in both back ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.command_line.conversation_argument import find_conversation
from copilot_tui.errors import ConfigError, NotFound

if TYPE_CHECKING:
    from copilot_tui.store.store import Store

LONG = 1_873_442_000_123_456


def add(store: Store, number: int, title: str = "") -> None:
    """A conversation with this number."""
    made = store.conversations.create(title=title or f"Number {number % 7}").id
    with store.database.writing():
        store.database.execute("UPDATE conversations SET id = ? WHERE id = ?", number, made)


@pytest.mark.parametrize("name", [str(LONG), "123456", "…123456", "...123456", "3456", "00123456"])
def test_a_long_number_is_found_by_its_last_digits(store: Store, name: str) -> None:
    add(store, LONG)
    add(store, LONG + 1)
    add(store, 23_456)

    assert find_conversation(store, name).id == LONG


def test_the_whole_number_comes_first_and_the_sign_says_that_it_is_none(store: Store) -> None:
    add(store, LONG)
    add(store, 123_456)

    assert find_conversation(store, "123456").id == 123_456
    assert find_conversation(store, "…123456").id == LONG


def test_digits_that_begin_with_zeros_are_an_ending_before_they_are_a_number(store: Store) -> None:
    add(store, 1_873_442_000_000_123)
    add(store, 123)

    assert find_conversation(store, "000123").id == 1_873_442_000_000_123
    assert find_conversation(store, "123").id == 123
    assert find_conversation(store, "00000000123").id == 123


def test_several_that_end_so_are_named_with_digits_that_tell_them_apart(store: Store) -> None:
    add(store, LONG, "Oslo")
    add(store, LONG + 10**6, "Rome")

    with pytest.raises(ConfigError, match="several conversations end in 3456") as told:
        find_conversation(store, "3456")
    lines = told.value.detail.splitlines()
    assert {line.split("  ")[1] for line in lines} == {"Oslo", "Rome"}
    for line in lines:
        number, title = line.split("  ")
        assert find_conversation(store, number).title == title


def test_of_very_many_only_some_are_named(store: Store) -> None:
    for at in range(20):
        add(store, LONG + at * 10**6)
    with pytest.raises(ConfigError) as told:
        find_conversation(store, "123456")
    assert len(told.value.detail.splitlines()) == 11


def test_fewer_than_four_digits_and_short_numbers_are_no_endings(store: Store) -> None:
    add(store, LONG)
    add(store, 1_234_567)
    for name in ("456", "4567", "…234567"):
        with pytest.raises(NotFound):
            find_conversation(store, name)


def test_digits_that_stand_in_a_title_too_are_not_guessed_at(store: Store) -> None:
    add(store, 1_873_442_000_992_024, "Far")
    add(store, 12, "Plans for 2024")

    with pytest.raises(ConfigError, match="stands in a title") as told:
        find_conversation(store, "2024")
    assert told.value.detail.splitlines() == ["…992024  Far", "12  Plans for 2024"]
    assert find_conversation(store, "…2024").title == "Far"
    store.conversations.rename(1_873_442_000_992_024, "Far from 2024")
    store.conversations.delete(12)
    assert find_conversation(store, "2024").title == "Far from 2024"


def test_the_trash_is_reached_only_where_it_is_wanted(store: Store) -> None:
    add(store, LONG)
    add(store, LONG + 10**6)
    store.conversations.delete(LONG)

    assert find_conversation(store, "123456").id == LONG + 10**6
    assert find_conversation(store, "00123456", with_deleted=True).id == LONG
    with pytest.raises(NotFound):
        find_conversation(store, "00123456")
