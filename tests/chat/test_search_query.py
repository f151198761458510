"""What a query looks for, and where it stands in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.search_query import TERMS, locate, parse_query
from copilot_tui.chat.search_text import search_form, tokens


def found(text: str, query: str) -> list[str]:
    """What is found of `query` in `text`, as it stands there."""
    return [text[start:end] for start, end in locate(text, parse_query(query))]


@pytest.mark.parametrize(
    ("text", "query", "places"),
    [
        ("We use asyncio.", "asyn", ["asyncio"]),
        ("We use asyncio.", "sync", []),
        ("to be or to do", "to", ["to", "to"]),
        ("Hello, big world", '"hello world"', []),
        ("Hello\n  world", '"hello world"', ["Hello\n  world"]),
        ("Hello worldly", '"hello world"', []),
        ("Hello worldly", '"hello wor', ["Hello worldly"]),
        ("call foo_bar(x)", "foo_bar(", ["foo_bar("]),
        ("call foo_bar(x)", "foo_ba", ["foo_bar"]),
        ("C++ and C", "C++", ["C++"]),
        ("x->y", "->", ["->"]),
        ("我们用中文输入法", "中文", ["中文"]),
        ("我们用中文输入法", "法", ["法"]),
        ("새대화를 연다", "대화", ["대화"]),
        ("がか", "か", ["か"]),
        ("ไทยแลนด์", "แลนด์", ["แลนด์"]),
        ("STRASSE", "straße", ["STRASSE"]),
        ("ÜBER Ärger", "über arg", ["ÜBER", "Ärger"]),
        ("re\u0301sume\u0301 x", "résumé", ["re\u0301sume\u0301"]),
        ("ΣΊΣΥΦΟΣ", "σίσυφος", ["ΣΊΣΥΦΟΣ"]),
        ("İstanbul", "istan", ["İstanbul"]),
        ("हिन्दी में", "हिन्दी", ["हिन्दी"]),
        ("so 👩‍💻 codes", "👩‍💻", ["👩‍💻"]),
        ("a b", "", []),
        ("a b", '" " ""', []),
    ],
)
def test_a_query_finds_what_it_should_and_no_more(text: str, query: str, places: list[str]) -> None:
    assert found(text, query) == places


def test_places_that_overlap_are_one() -> None:
    assert found("one two three", '"one two" "two three"') == ["one two three"]


@given(st.text())
def test_any_text_is_a_query(query: str) -> None:
    terms = parse_query(query)
    assert len(terms) <= TERMS
    assert all(token and " " not in token for term in terms for token in term.tokens)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_every_text_is_found_by_its_own_words(text: str) -> None:
    words = parse_query(text.replace('"', " "))
    assert all(locate(text, [term]) for term in words)


@given(st.text())
def test_the_index_holds_the_same_tokens_as_are_found_in_the_text(text: str) -> None:
    assert search_form(text).split(" ") == ([token.text for token in tokens(text)] or [""])


def test_a_very_long_query_is_cut() -> None:
    assert sum(len(term.text) for term in parse_query("word " * 10_000)) < 1000
    assert len(parse_query("x" * 10_000)[0].text) < 1000


@pytest.mark.parametrize("separator", [" ", "\n", "+"])
def test_a_very_long_text_has_the_same_tokens_as_its_parts(separator: str) -> None:
    parts = [f"wörter{number}" for number in range(20_000)]
    words = search_form(separator.join(parts)).split()
    assert [word for word in words if word != "+"] == [search_form(part) for part in parts]
