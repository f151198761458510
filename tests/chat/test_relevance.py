"""Which of several messages answers a query best."""

from __future__ import annotations

import pytest

from copilot_tui.chat.relevance import relevance_of
from copilot_tui.chat.search_query import parse_query

PADDING = " and then some more" * 40


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("error", "An error is an error.", "An error." + PADDING),
        ("error", "An error.", "An error." + PADDING),
        ("err", "An err.", "An error."),
        ("c++", "C++ it is", "abc++d it"),
    ],
)
def test_a_text_that_says_more_of_it_scores_higher(query: str, better: str, worse: str) -> None:
    score = relevance_of(parse_query(query))
    assert score(better) > score(worse)


def test_texts_that_are_about_as_good_score_the_same() -> None:
    score = relevance_of(parse_query("error"))
    assert score("An error was seen today.") == score("Yesterday there was an error.")


def test_a_text_found_without_its_accents_still_scores() -> None:
    assert relevance_of(parse_query("uber"))("Über den Wolken") > 0
