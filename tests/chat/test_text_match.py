"""Looking into a text itself finds what an index of its tokens would find."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copilot_tui.chat.search_query import locate, parse_query
from copilot_tui.chat.text_match import holder_of

_WORDS = st.sampled_from(["a", "ab", "Ab", "abc", "ba", "é", "E\u0301", "中", "文", "ß", "1", "ﬁ"])
_BETWEEN = st.sampled_from([" ", "  ", "\n", "", ".", "_", "+", "->", '"', "-", "\u00a0"])
TEXTS = st.lists(st.one_of(_WORDS, _BETWEEN), max_size=12).map("".join)
"""Texts of few different parts, so that a query made in the same way is often found."""


@given(text=TEXTS, query=TEXTS)
@example(text="c++", query='"c+"')
@example(text="ab", query='"a"')
def test_it_agrees_with_the_places_that_are_shown(text: str, query: str) -> None:
    terms = parse_query(query)
    assert holder_of(terms)(text) == all(locate(text, (term,)) for term in terms)


@given(text=st.text(max_size=40), query=st.text(max_size=8))
def test_it_agrees_for_any_text(text: str, query: str) -> None:
    terms = parse_query(query)
    assert holder_of(terms)(text) == all(locate(text, (term,)) for term in terms)


@pytest.mark.parametrize(
    ("text", "query", "is_held"),
    [
        ("foo_bar", "bar", True),
        ("foobar", "bar", False),
        ("foobar", '"foo bar"', False),
        ("foobar", '"foo"', False),
        ("return the value", '"return the v', True),
        ("return to the value", '"return the v', False),
        ("C ++", "c++", True),
        ("naïve", "NAIVE", True),
        ("plain", "中", False),
    ],
)
def test_words_begin_where_no_letter_stands_before(text: str, query: str, is_held: bool) -> None:
    assert holder_of(parse_query(query))(text) is is_held
