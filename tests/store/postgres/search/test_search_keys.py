"""The keys of messages and queries: no message that matches is missed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.search_query import locate, parse_query
from copilot_tui.store.postgres.search_keys import MOST_KEYS, document_keys, wanted_keys
from tests.chat.test_text_match import TEXTS


@given(text=TEXTS, query=TEXTS)
def test_what_holds_all_terms_has_all_keys(text: str, query: str) -> None:
    terms = parse_query(query)
    wanted = wanted_keys(terms)
    has_all = document_keys(text).issuperset(wanted.keys)
    is_match = all(locate(text, (term,)) for term in terms)
    assert has_all or not is_match
    assert is_match or not (has_all and wanted.is_certain)


@given(text=st.text(min_size=1, max_size=60), start=st.integers(0, 50), end=st.integers(1, 60))
def test_a_piece_of_a_message_wants_no_key_that_it_has_not(text: str, start: int, end: int) -> None:
    terms = parse_query(text[start:end])
    if all(locate(text, (term,)) for term in terms):
        assert document_keys(text).issuperset(wanted_keys(terms).keys)


def test_keys_are_integers_as_postgresql_has_them() -> None:
    keys = document_keys("All the words, signs -> and 中文 of a text; C++ too!")
    assert all(-(1 << 31) <= key < 1 << 31 for key in keys)


def test_of_a_long_query_only_so_many_keys_are_looked_for_and_the_text_decides() -> None:
    terms = parse_query('"' + " ".join(f"w{number}" for number in range(100)) + '"')
    wanted = wanted_keys(terms)
    assert len(wanted.keys) == MOST_KEYS
    assert not wanted.is_certain
    assert document_keys(terms[0].text).issuperset(wanted.keys)


def test_a_message_of_nothing_but_white_space_has_no_keys() -> None:
    assert document_keys(" \n\t") == set()
