"""Finding words in the pages."""

from __future__ import annotations

import pytest

from copilot_tui.config import KeyMap
from copilot_tui.docs.finding import MOST_HITS, find_in_pages
from copilot_tui.docs.pages import load_pages

PAGES = load_pages(KeyMap())


def places(query: str) -> list[tuple[str, str]]:
    """Page and heading of what is found, the best first."""
    return [(hit.section.page, hit.section.heading) for hit in find_in_pages(PAGES, query)]


def test_a_section_is_found_by_all_of_its_words() -> None:
    assert places("mails zip") == [("transfer", "Bring your history along")]
    assert places("mails lighthouse") == []


def test_headings_come_before_what_stands_below_others() -> None:
    found = places("ask")

    assert found[0] == ("commands", "ask")
    assert any(page == "start" for page, _ in found[1:])


@pytest.mark.parametrize("query", ["exit statuses", "STATUSES exit"])
def test_neither_case_nor_order_of_words_counts(query: str) -> None:
    assert places(query)[0] == ("commands", "Exit statuses")


def test_the_title_of_a_page_comes_first() -> None:
    assert places("configuration")[0] == ("configuration", "The configuration")


def test_a_hit_begins_where_its_word_stands_and_shows_its_sentence_without_marks() -> None:
    page = next(page for page in PAGES if page.name == "models")
    hit = next(it for it in find_in_pages(PAGES, "learned") if it.section.page == "models")

    assert page.text[hit.start :].startswith("learned")
    assert "`" not in hit.snippet.text
    start, end = hit.snippet.ranges[0]
    assert hit.snippet.text[start:end] == "learned"


def test_the_tables_of_all_keys_are_left_out() -> None:
    assert all(page != "keys" for page, _ in places("pageup"))
    assert ("keys", "In the sidebar") in places("sidebar")


@pytest.mark.parametrize("query", ["", "  ", '"', "\x1b[31m", "a" * 10_000])
def test_any_text_is_a_query(query: str) -> None:
    assert len(find_in_pages(PAGES, query)) <= MOST_HITS
