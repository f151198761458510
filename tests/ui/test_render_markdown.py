"""Blocks as lines on the screen."""

from __future__ import annotations

from itertools import pairwise

import pytest

from copilot_tui.chat.blocks import split
from copilot_tui.ui.render.markdown import gap_before
from copilot_tui.ui.render.palette import Palette
from tests.ui.drawing import draw, joined, page


def test_lists_hang_and_nest() -> None:
    text = "1. one\n   - bullet that wraps at this width\n     - deep\n10. two\n- [x] a\n- [ ] b\n"
    assert page(text, 26).split("\n") == [
        " 1. one",
        "     • bullet that wraps",
        "       at this width",
        "        ◦ deep",
        " 2. two",
        " ☑ a",
        " ☐ b",
    ]


def test_numbers_are_aligned_to_the_right() -> None:
    lines = page("9. a\n10. b\n").split("\n")
    assert lines == [" 9. a", "10. b"]


def test_loose_items_keep_their_blank_lines() -> None:
    assert page("- a\n- b\n\n- c\n") == " • a\n • b\n\n • c"


def test_a_list_six_levels_deep_still_has_room_for_words() -> None:
    text = "".join(f"{'  ' * depth}- some words of item {depth}\n" for depth in range(6))
    lines = draw(text, 20)
    assert max(len(line.content.strip()) for line in lines[-4:]) >= 8
    assert all(line.strip.cell_length <= 20 for line in lines)


def test_quotes_have_a_bar_for_each_level() -> None:
    assert page("> a\n> > b\n\nc") == "▎ a\n▎ ▎ b\n\nc"


def test_a_list_and_code_inside_a_quote_are_drawn() -> None:
    rows = page("> - a\n>   - b\n>\n> ```py\n> x = 1\n> ```\n", 20).split("\n")
    assert [row.rstrip() for row in rows] == [
        "▎  • a",
        "▎     ◦ b",
        "▎",
        "▎  py",
        "▎  x = 1",
    ]


def test_headings_of_different_levels_differ_without_colour() -> None:
    plain = Palette.plain()
    drawn = [draw(f"{'#' * level} Title", palette=plain) for level in range(1, 7)]
    looks = [(len(lines), str(next(iter(lines[0].strip)).style)) for lines in drawn]
    assert len(set(looks)) == 6


def test_line_ends_inside_a_paragraph_are_kept() -> None:
    assert page("one\ntwo  \nthree\\\nfour<br>five") == "one\ntwo\nthree\nfour\nfive"


def test_html_is_shown_as_it_is() -> None:
    assert page("<details>\n<b>x</b>\n</details>\n") == "<details>\n<b>x</b>\n</details>"
    assert page("a <b>x</b> &amp; y") == "a <b>x</b> & y"


def test_reference_definitions_are_shown() -> None:
    assert page("[1]: https://a.b/c") == "[1]: https://a.b/c"


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("a\n\nb", [0, 1]),
        ("# a\nb", [0, 0]),
        ("# a\n\nb", [0, 1]),
        ("a:\n- b\n- c\n\n  d", [0, 0, 0, 1]),
        ("a\n```\nb\n```\nc", [0, 1, 1]),
        ("\n\na", [0, 0]),
        ("word " * 2000, [0, 0]),
    ],
)
def test_blank_lines_give_a_vertical_rhythm(text: str, gaps: list[int]) -> None:
    blocks = split(text)
    found = [gap_before(None, blocks[0])]
    found += [gap_before(one, other) for one, other in pairwise(blocks)]
    assert found == gaps


def test_a_soft_wrapped_item_is_copied_as_one_line() -> None:
    lines = draw("- one two three four five six seven eight nine ten", 20)
    assert len(lines) > 2
    assert joined(lines).endswith("one two three four five six seven eight nine ten")


def test_hundreds_of_nested_quotes_are_shown_as_text() -> None:
    text = ">" * 300 + " x"
    assert "x" in joined(draw(text, 40))
    assert page("> - " * 40 + "y").endswith("y")


@pytest.mark.parametrize("mark", ["**", "[", "`", "~~", "![", "<", "*_", "[x](", "\\"])
def test_unclosed_marks_by_the_thousand_are_drawn(mark: str) -> None:
    text = (mark + "a ") * 2000
    assert "a" in joined(draw(text, 80))


def test_a_table_of_a_thousand_columns_is_shown_as_text() -> None:
    text = "|a" * 1000 + "\n" + "|-" * 1000 + "\n" + "|b\n" * 100
    assert joined(draw(text, 80)).startswith("|a|a|a")


def test_thousands_of_links_are_drawn() -> None:
    lines = draw("[x](http://a.b/c) " * 3000, 80)
    assert sum(len(line.links) for line in lines) >= 3000
