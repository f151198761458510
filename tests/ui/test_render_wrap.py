"""Breaking text into lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from copilot_tui.ui.render.line import Span, lines_from
from copilot_tui.ui.render.wrap import break_anywhere, break_words, chop, wrap
from tests.ui.drawing import any_text, draw, is_sound, joined

PLAIN = Style()
BOLD = Style(bold=True)

widths = st.integers(2, 40)


def wrapped(text: str, width: int) -> list[str]:
    return [text[start:end] for start, end, _ in break_words(text, width)]


@given(st.lists(any_text, max_size=4), widths)
def test_wrapped_lines_fit_and_join_to_the_text(texts: list[str], width: int) -> None:
    texts = [text.replace("\t", " ") for text in texts]
    spans = [Span(text, BOLD if index % 2 else PLAIN) for index, text in enumerate(texts)]
    lines = lines_from(wrap(spans, width), width)
    assert all(is_sound(line, width) for line in lines)
    assert joined(lines) == "".join(texts).rstrip(" ") or joined(lines) == "".join(texts)


@given(st.lists(any_text, max_size=4), widths)
def test_chopped_lines_fit_and_join_to_the_text(texts: list[str], width: int) -> None:
    texts = [text.replace("\t", " ") for text in texts]
    spans = [Span(text, BOLD if index % 2 else PLAIN) for index, text in enumerate(texts)]
    lines = lines_from(chop(spans, width), width)
    assert all(is_sound(line, width) for line in lines)
    assert joined(lines) == "".join(texts)


@given(any_text, st.integers(2, 60))
def test_any_text_drawn_as_markdown_fits(text: str, width: int) -> None:
    assert all(is_sound(line, width) for line in draw(text, width))


@given(
    st.lists(
        st.sampled_from(
            [
                *("- ", "1. ", "> ", "# ", "```\n", "| a | b |\n", "|--|:-:|\n", "**", "`", "~~"),
                *("[x](http://a.b/c)", "![i](http://a.b/c)", "\n", "\n\n", "    ", "<b>"),
                *("word ", "中文", "👩\u200d👧 ", "a_long_word_to_be_broken ", "| x | y |\n"),
                "http://a.b/c_d",
            ]
        ),
        max_size=30,
    ).map("".join),
    st.integers(2, 50),
)
def test_any_markdown_fits(text: str, width: int) -> None:
    assert all(is_sound(line, width) for line in draw(text, width))


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 8, ["one two", "three"]),
        ("one", 8, ["one"]),
        ("", 8, [""]),
        ("a incomprehensible b", 8, ["a", "incompre", "hensible", "b"]),
        ("中文字很长，好", 5, ["中文", "字很", "长，", "好"]),
        ("say「中文」now", 6, ["say", "「中", "文」", "now"]),
        ("ab 👩\u200d👩\u200d👧 cd", 5, ["ab 👩\u200d👩\u200d👧", "cd"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
    ],
)
def test_prose_is_broken_between_words_and_between_wide_characters(
    text: str, width: int, lines: list[str]
) -> None:
    assert wrapped(text, width) == lines


def test_the_spaces_at_a_break_are_remembered() -> None:
    assert [piece.joiner for piece in break_words("one two   three中文", 6)] == [
        " ",
        "   ",
        "",
        None,
    ]


def test_code_is_broken_where_the_line_is_full() -> None:
    pieces = break_anywhere("ab  cd中文", 5)
    assert [(start, end) for start, end, _ in pieces] == [(0, 5), (5, 8)]
    assert [joiner for _, _, joiner in pieces] == ["", None]


def test_joiners_with_nothing_to_join_hide_no_character() -> None:
    lines = lines_from(chop([Span("\u200d\u200d中=中中", PLAIN)], 5), 5)
    assert joined(lines) == "\u200d\u200d中=中中"


def test_a_style_change_inside_a_joined_emoji_moves_behind_it() -> None:
    spans = [Span("👩\u200d", BOLD), Span("👧 x", PLAIN)]
    (row,) = wrap(spans, 10)
    assert [(span.text, span.style) for span in row.spans] == [("👩\u200d👧", BOLD), (" x", PLAIN)]
