"""Finding titles by a few letters."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.fuzzy import LIMIT, SLICE, FuzzyIndex, fold, positions

WORDS = st.text("aábß cC中-", max_size=12)


def found(query: str, *titles: str, limit: int = LIMIT) -> list[str]:
    """The titles that match, best first."""
    best = asyncio.run(FuzzyIndex(titles).best(query, limit))
    return [titles[at] for at in best]


def emphasised(query: str, text: str) -> str:
    """The characters of a text that a query matches."""
    return "".join(text[at] for at in positions(query, text))


def test_the_closer_a_title_comes_to_what_was_typed_the_higher_it_stands() -> None:
    best_first = ["bar", "bar code", "a bar", "rebarred", "b a r", "blazer"]
    assert found("bar", *reversed(best_first)) == best_first


def test_a_word_begins_behind_any_sign() -> None:
    assert found("bar", "rebar", "foo-bar", "foo bar") == ["foo-bar", "foo bar", "rebar"]


def test_equals_keep_their_order() -> None:
    assert found("oslo", "Oslo in May", "Oslo", "Oslo in June") == [
        "Oslo",
        "Oslo in May",
        "Oslo in June",
    ]


def test_words_match_in_any_order() -> None:
    assert found("oslo trip", "Trip to Oslo", "Trip to Rome") == ["Trip to Oslo"]


def test_case_and_accents_do_not_count() -> None:
    assert found("ZURICH", "Flug nach Zürich") == ["Flug nach Zürich"]
    assert found("zürich", "zurich") == ["zurich"]
    assert found("strasse", "Straße") == ["Straße"]


def test_letters_must_come_in_their_order() -> None:
    assert found("tto", "Trip to Oslo", "Otto") == ["Otto", "Trip to Oslo"]
    assert found("ott", "Trip to Oslo") == []


def test_a_blank_query_finds_everything_in_its_order() -> None:
    assert found("  ", "b", "a") == ["b", "a"]
    assert found("", "b", "a", "c", limit=2) == ["b", "a"]


def test_signs_with_a_meaning_for_patterns_are_just_signs() -> None:
    assert found("c++", "C++ templates", "ccc") == ["C++ templates"]
    assert found("[^a]*", "x [^a]* y", "aaa") == ["x [^a]* y"]
    assert found("^*", "a ^ b *", "ab") == ["a ^ b *"]


def test_the_best_is_found_behind_any_number_of_lesser_ones() -> None:
    lesser = [f"rebar {number}" for number in range(2 * SLICE)]
    assert found("bar", *lesser, "bar", limit=3) == ["bar", "rebar 0", "rebar 1"]


def test_among_very_many_the_newest_are_found() -> None:
    titles = [f"b-a-r {number}" for number in range(2 * SLICE + 1)]
    assert found("bar", *titles, limit=2) == ["b-a-r 0", "b-a-r 1"]


@given(st.lists(WORDS, max_size=8), WORDS)
def test_typing_letter_by_letter_finds_the_same_as_pasting(titles: list[str], query: str) -> None:
    async def typed() -> list[int]:
        index = await FuzzyIndex.prepared(titles)
        best: list[int] = []
        for end in range(len(query) + 1):
            best = await index.best(query[:end], 3)
        return best

    assert asyncio.run(typed()) == asyncio.run(FuzzyIndex(titles).best(query, 3))


async def test_taking_letters_back_widens_again() -> None:
    index = FuzzyIndex(["bar", "baz"])
    assert await index.best("bar") == [0]
    assert await index.best("ba") == [0, 1]
    assert await index.best("baz") == [1]


async def test_other_tasks_go_on_while_many_titles_are_looked_at() -> None:
    index = FuzzyIndex(["title"] * (5 * SLICE))
    search = asyncio.create_task(index.best("xtx"))
    turns = 0
    while not search.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 3


def test_what_matches_is_shown_as_a_reader_sees_it() -> None:
    assert positions("oslo", "Trip to Oslo") == (8, 9, 10, 11)
    assert emphasised("oslo trip", "Trip to Oslo") == "TripOslo"
    assert emphasised("to", "Otto to") == "to"
    assert positions("to", "Otto to") == (5, 6)
    assert emphasised("zurich", "Flug nach Zürich") == "Zürich"
    assert positions("ss", "Straße") == (4,)


def test_nothing_is_shown_of_what_does_not_match() -> None:
    assert positions("xyz", "Trip to Oslo") == ()
    assert positions("", "Trip to Oslo") == ()


@given(WORDS, WORDS)
def test_a_title_is_found_exactly_when_all_letters_can_be_shown(query: str, title: str) -> None:
    shown = positions(query, title)
    words = fold(query).split()
    is_found = bool(found(query, title))
    assert all(0 <= at < len(title) for at in shown)
    if words and is_found:
        letters = fold("".join(title[at] for at in shown))
        assert set("".join(words)) <= set(letters)
