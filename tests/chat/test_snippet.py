"""The sentence around a hit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.search_query import parse_query
from copilot_tui.chat.snippet import BEFORE, LENGTH, snippet

FILLER = "lorem ipsum dolor " * 400


def marked(text: str, query: str) -> str:
    """The snippet with its hits in brackets."""
    cut = snippet(text, parse_query(query))
    line = cut.text
    for start, end in reversed(cut.ranges):
        line = f"{line[:start]}[{line[start:end]}]{line[end:]}"
    return line


@pytest.mark.parametrize(
    ("text", "query", "line"),
    [
        ("One. Two asyncio tasks. Three.", "asyn", "Two [asyncio] tasks."),
        ("# Title\nuse  foo_bar(x)\nmore", "foo_bar(", "use [foo_bar(]x)"),
        ("你好。我们用中文。再见。", "中文", "我们用[中文]。"),
        ("Read re\u0301sume\u0301 now", "résumé", "Read [re\u0301sume\u0301] now"),
        ("Do you? Is 3.14 pi? Yes.", "pi 3.14", "Is [3.14] [pi]?"),
        ("first\nlast", "last", "[last]"),
        ("one two", "two", "one [two]"),
        ("basyn, then asyn", "asyn", "basyn, then [asyn]"),
        ("Section 1 begins. See Section 7 here.", "Section 7", "See [Section] [7] here."),
        ("Section 1. Then 7 others.", "Section 7", "[Section] 1."),
    ],
)
def test_the_sentence_around_the_hit_is_shown(text: str, query: str, line: str) -> None:
    assert marked(text, query) == line


def test_a_long_sentence_is_cut_at_words_on_both_sides() -> None:
    line = marked(f"{FILLER}needle {FILLER}", "needle")
    assert line.startswith("…")
    assert line.endswith("…")
    assert "lorem ipsum dolor [needle] lorem" in line
    assert line.index("needle") <= BEFORE + 2
    assert len(line) <= LENGTH + 4


def test_a_hit_far_down_in_a_text_full_of_its_letters_is_found() -> None:
    assert "[asyn]" in marked(f"{'basyn ' * 100}asyn", "asyn")


def test_a_phrase_over_two_sentences_is_shown_whole() -> None:
    assert marked("It ends. It goes on. Done.", '"ends. it"') == "It [ends. It] goes on."


@given(st.text(max_size=300), st.text(min_size=1, max_size=4))
def test_hits_of_any_text_lie_inside_of_one_line(text: str, query: str) -> None:
    cut = snippet(text, parse_query(query))
    assert "\n" not in cut.text
    assert all(0 <= start < end <= len(cut.text) for start, end in cut.ranges)
