"""Where a growing text is cut so that it can be read out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.plain.text_flow import LONGEST_HELD, TextFlow


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Half a sentence", ""),
        ("One is whole. Two is", "One is whole. "),
        ("One is whole.", ""),
        ("Really?! Yes", "Really?! "),
        ("He said “no.” Then", "He said “no.” "),
        ("**Done.** Next", "**Done.** "),
        ("a line\nanother", "a line\n"),
        ("1.5 litres", ""),
        ("東京です。次", "東京です。"),
    ],
)
def test_whole_sentences_and_lines_are_given_out(text: str, said: str) -> None:
    assert TextFlow().add(text) == said


def test_a_sentence_that_comes_in_pieces_is_given_out_at_its_end() -> None:
    flow = TextFlow()

    assert [flow.add(piece) for piece in ("He", "llo wor", "ld. ", "Bye")] == [
        "",
        "",
        "Hello world. ",
        "",
    ]


def test_after_a_while_all_but_the_last_word_is_given_out() -> None:
    flow = TextFlow()
    flow.add("a sentence that goes o")

    assert flow.whole_words() == "a sentence that goes "
    assert flow.whole_words() == "o"
    assert not flow.is_holding


def test_a_text_without_any_end_is_not_held_for_ever() -> None:
    text = "x" * (LONGEST_HELD + 1)

    assert TextFlow().add(text) == text


@given(st.lists(st.text(alphabet="ab .\n。\"'", max_size=12)))
def test_nothing_is_lost_or_changed_however_the_text_comes(pieces: list[str]) -> None:
    flow = TextFlow()
    said = [flow.add(piece) for piece in pieces]

    assert "".join([*said, flow.rest()]) == "".join(pieces)
