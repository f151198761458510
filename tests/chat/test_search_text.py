"""Texts as the index of the search is to hold them."""

from __future__ import annotations

import tracemalloc

from copilot_tui.chat.search_text import search_form


def test_a_long_text_takes_little_more_than_itself() -> None:
    """All of its words at once took twenty times as much."""
    text = "A word of it. " * 70_000
    search_form("compiles its expressions")
    tracemalloc.start()
    try:
        form = search_form(text)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert form == "a word of it . " * 69_999 + "a word of it ."
    assert peak < 5 * len(text)
