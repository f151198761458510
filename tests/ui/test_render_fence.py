"""Code that is drawn while it grows."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name
from rich.style import Style

from copilot_tui.chat import line_lexer
from copilot_tui.chat.blocks import BlockSplitter, split
from copilot_tui.chat.highlight import HIGHLIGHTED_LINES, LineHighlighter
from copilot_tui.chat.line_lexer import LineLexer
from copilot_tui.ui.render.fence import FenceRenderer
from copilot_tui.ui.render.markdown import render_block
from tests.ui.drawing import DARK, draw, is_sound, joined, page
from tests.ui.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator


def styled(tokens: Iterator[tuple[tuple[str, ...], str]]) -> list[tuple[Style, str]]:
    """The style of each character that can be seen."""
    return [
        (DARK.syntax_style(token), character)
        for token, text in tokens
        for character in text
        if not character.isspace()
    ]


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_code_read_line_by_line_looks_like_code_read_as_a_whole(language: str) -> None:
    text = SAMPLES[language]
    whole = styled(
        (token, part) for _, token, part in get_lexer_by_name(language).get_tokens_unprocessed(text)
    )
    highlighter = LineHighlighter(language)
    by_line = [
        token for line in text.splitlines(keepends=True) for token in highlighter.next_line(line)
    ]
    assert "".join(part for _, part in by_line) == text
    assert styled(iter(by_line)) == whole
    assert len({style for style, _ in whole}) > 1


@pytest.mark.parametrize("language", [*sorted(SAMPLES), "", "no-such-language"])
@pytest.mark.parametrize("step", [1, 7, 50])
def test_a_growing_fence_ends_up_as_it_is_drawn_at_once(language: str, step: int) -> None:
    code = SAMPLES.get(language, "plain\ttext")
    text = f"~~~~{language}\n{code}\n~~~~\n"
    splitter = BlockSplitter()
    fence = FenceRenderer(50, DARK, 3)
    for start in range(0, len(text), step):
        splitter.append(text[start : start + step])
        fence.draw(splitter.tail[0])
    splitter.finish()
    lines, _ = fence.draw(splitter.settled[0])
    assert lines == render_block(splitter.settled[0], 50, DARK, code_number=3)


def test_a_finished_line_of_code_is_never_drawn_again() -> None:
    splitter = BlockSplitter()
    fence = FenceRenderer(50, DARK, None)
    splitter.append("```py\nx = 1\ny = ")
    first, _ = fence.draw(splitter.tail[0])
    splitter.append("2\nz")
    second, same = fence.draw(splitter.tail[0])
    assert same == 2
    assert all(one is other for one, other in zip(first[:same], second[:same], strict=True))


def test_what_may_become_the_closing_line_is_not_drawn_yet() -> None:
    splitter = BlockSplitter()
    fence = FenceRenderer(50, DARK, None)
    splitter.append("```py\nx\n``")
    lines, _ = fence.draw(splitter.tail[0])
    splitter.append("`")
    closed, _ = fence.draw(splitter.tail[0])
    assert len(lines) == len(closed) == 2


def test_a_fence_shows_its_language_and_number_on_a_ground_of_the_full_width() -> None:
    lines = draw("```python\nx = 1\n```\n", 24)
    assert page("```python\nx = 1\n```\n", 24).split("\n") == [
        " python             ⧉ 1",
        " x = 1",
    ]
    assert all(line.strip.cell_length == 24 for line in lines)
    assert all(
        segment.style is not None and segment.style.bgcolor == DARK.code.bgcolor
        for line in lines
        for segment in line.strip
    )


def test_an_unclosed_fence_is_drawn_like_a_closed_one() -> None:
    assert page("```py\nx = 1\n") == page("```py\nx = 1\n```\n")


@given(st.text("ab =\t中👩\u200d{}'\"#/*`", max_size=80), st.integers(6, 40))
def test_long_lines_of_code_wrap_and_copy_exactly(code: str, width: int) -> None:
    text = f"~~~js\n{code}\n~~~\n"
    (block,) = split(text)
    lines = render_block(block, width, DARK)
    assert all(is_sound(line, width) for line in lines)
    assert joined(lines[1:]) == code.expandtabs(4) or "\t" in code


def test_tabs_are_drawn_up_to_every_fourth_column() -> None:
    rows = page("```make\nab\tc\n\td\n```\n").split("\n")
    assert rows[1:] == [" ab  c", "     d"]


def test_code_inside_a_list_is_indented_with_it() -> None:
    assert page("1. a\n   ```\n   b\n   ```\n", 20).split("\n")[1:] == [
        "     code       ⧉ 1",
        "     b",
    ]


def test_indented_code_is_drawn_as_code() -> None:
    assert page("a\n\n    b\n      c\n", 12).split("\n") == ["a", "", " code", " b", "   c"]


def test_a_lexer_that_fails_leaves_the_text_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: LineLexer, lexer: object, line: str) -> None:
        raise AttributeError(line)

    monkeypatch.setattr(LineLexer, "_run", fail)
    lexer = LineLexer("python")
    assert lexer.name == "python"
    assert lexer.lex("x = 1\n") == [(line_lexer.PLAIN, "x = 1\n")]
    assert lexer.name == ""


def test_a_lexer_that_is_slow_again_and_again_is_not_used_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = count(step=line_lexer.SLOWEST_LINE * 2)
    monkeypatch.setattr(line_lexer, "thread_time", lambda: next(clock))
    lexer = LineLexer("python")
    for _ in range(line_lexer.MOST_SLOW_LINES):
        assert len(lexer.lex("x = 1\n")) > 1
    assert lexer.lex("y = 2\n") == [(line_lexer.PLAIN, "y = 2\n")]


def test_a_lexer_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def loop(self: LineLexer, lexer: object, line: str) -> Iterator[tuple[int, object, str]]:
        while True:
            yield 0, line_lexer.PLAIN, ""

    monkeypatch.setattr(LineLexer, "_run", loop)
    assert LineLexer("python").lex("x\n") == [(line_lexer.PLAIN, "x\n")]


def test_very_long_lines_and_very_long_code_are_plain() -> None:
    long_line = "x = 1;" * line_lexer.LONGEST_LINE
    assert LineLexer("python").lex(long_line) == [(line_lexer.PLAIN, long_line)]
    highlighter = LineHighlighter("python")
    tokens = [highlighter.next_line("if x:\n") for _ in range(HIGHLIGHTED_LINES + 1)]
    assert len(tokens[-2]) > 1
    assert tokens[-1] == [(line_lexer.PLAIN, "if x:\n")]
    assert highlighter.preview("if") == [(line_lexer.PLAIN, "if")]
