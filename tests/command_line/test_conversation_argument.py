"""Which conversation a word means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import given
from hypothesis.strategies import text

from copilot_tui.command_line.conversation_argument import find_conversation
from copilot_tui.errors import ConfigError, NotFound
from copilot_tui.store.sqlite_database import IN_MEMORY
from copilot_tui.store.store import Store
from copilot_tui.text import one_line

TITLES = ("Trip to Oslo", "trip", "A trip to Rome", "2", "99", "last of all", "Straße")


@pytest.fixture
def store() -> Iterator[Store]:
    ticks = count(1)
    with Store(IN_MEMORY, instance_id="this", clock=lambda: float(next(ticks))) as opened:
        for title in TITLES:
            opened.conversations.create(title=title)
        yield opened


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("1", "Trip to Oslo"),
        ("2", "trip"),
        ("99", "99"),
        (" oslo ", "Trip to Oslo"),
        ("TRIP", "trip"),
        ("to rome", "A trip to Rome"),
        ("last of", "last of all"),
        ("last", "Straße"),
        ("LAST", "Straße"),
        ("strasse", "Straße"),
    ],
)
def test_a_number_a_part_of_one_title_or_last_will_do(store: Store, name: str, title: str) -> None:
    assert find_conversation(store, name).title == title


@pytest.mark.parametrize("name", ["Paris", "77", "0", "-1", "9" * 30, "٣", "%", "_"])
def test_what_is_nowhere_is_not_found(store: Store, name: str) -> None:
    with pytest.raises(NotFound, match="There is no conversation"):
        find_conversation(store, name)


def test_a_part_of_several_titles_names_them_all(store: Store) -> None:
    with pytest.raises(ConfigError, match="part of 2 titles") as told:
        find_conversation(store, "trip to")
    assert told.value.detail.splitlines() == ["3  A trip to Rome", "1  Trip to Oslo"]


def test_of_very_many_only_some_are_named(store: Store) -> None:
    for number in range(30):
        store.conversations.create(title=f"Many {number}")
    with pytest.raises(ConfigError) as told:
        find_conversation(store, "many")
    assert len(told.value.detail.splitlines()) == 11


def test_an_empty_name_is_no_part_of_all_titles(store: Store) -> None:
    for name in ("", " ", "\n"):
        with pytest.raises(ConfigError, match="is empty"):
            find_conversation(store, name)


def test_the_trash_is_reached_by_number_and_only_where_it_is_wanted(store: Store) -> None:
    store.conversations.delete(1)

    assert find_conversation(store, "1", with_deleted=True).title == "Trip to Oslo"
    for name, with_deleted in (("1", False), ("oslo", True)):
        with pytest.raises(NotFound):
            find_conversation(store, name, with_deleted=with_deleted)


@given(text())
def test_any_text_finds_one_or_says_why_not(name: str) -> None:
    with Store(IN_MEMORY, instance_id="this") as opened:
        for title in TITLES:
            opened.conversations.create(title=title)
        with suppress(ConfigError, NotFound):
            found = find_conversation(opened, name)
            meant = one_line(name).casefold()
            assert meant in (str(found.id), "last") or meant in found.title.casefold()


def test_where_there_is_none_last_is_not_found() -> None:
    with Store(IN_MEMORY, instance_id="this") as empty, pytest.raises(NotFound, match="yet"):
        find_conversation(empty, "last")
