"""Printed text is broken at its words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.wrapping import wrapped

WIDTH = 20


def test_a_line_that_is_too_long_is_broken_between_words() -> None:
    text = "copilot-tui: the value was not expected here."

    assert wrapped(text, WIDTH) == "copilot-tui: the\nvalue was not\nexpected here."


def test_a_path_is_never_broken() -> None:
    path = "~/.local/share/copilot-tui/conversations.db"

    assert wrapped(f"There is no {path} here.", WIDTH) == f"There is no\n{path}\nhere."


def test_an_indent_goes_on_in_the_lines_below() -> None:
    assert wrapped("Short.\n  said by the parser of it", WIDTH) == (
        "Short.\n  said by the parser\n  of it"
    )


def test_without_a_terminal_nothing_is_broken() -> None:
    assert wrapped("word " * 40, None) == "word " * 40


@given(st.lists(st.text("ab .-/\n", max_size=60)), st.integers(1, 80))
def test_no_word_is_lost_or_broken(parts: list[str], width: int) -> None:
    text = " ".join(parts)

    assert wrapped(text, width).split() == text.split()
