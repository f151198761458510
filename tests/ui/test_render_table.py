"""Tables that fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.ui.render.table import NARROWEST_COLUMN, SEPARATOR, column_widths
from tests.ui.drawing import draw, joined, page

TABLE = """\
| Name | 数 | Price |
|:-----|:-:|------:|
| a | 中文 | 1 |
| long name | x | 1234 |
"""


def test_columns_are_aligned() -> None:
    assert page(TABLE).split("\n") == [
        "Name        数   Price",
        "──────────────────────",
        "a          中文      1",
        "long name   x     1234",
    ]


def test_wide_columns_are_shrunk_and_their_cells_wrapped() -> None:
    text = "| a | b |\n|--|--|\n| one two three four five six | x |\n| y | z |\n"
    assert page(text, 14).split("\n") == [
        "a            b",
        "──────────────",
        "one two      x",
        "three four",
        "five six",
        "┈┈┈┈┈┈┈┈┈┈┈┈┈┈",
        "y            z",
    ]


def test_a_table_that_cannot_fit_becomes_records() -> None:
    text = "| first | second | third |\n|--|--|--|\n| 1 | two words | 3 |\n| 4 | 5 | 6 |\n"
    assert page(text, 12).split("\n") == [
        "first: 1",
        "second:",
        "  two words",
        "third: 3",
        "────────────",
        "first: 4",
        "second: 5",
        "third: 6",
    ]


def test_a_table_without_rows_is_drawn() -> None:
    assert page("| a | b |\n|--|--|\n", 40) == "a  b\n────"
    assert "first" in page("| first | second | third |\n|--|--|--|\n", 8)


def test_a_line_break_tag_breaks_the_line_in_a_cell() -> None:
    rows = page("| a |\n|--|\n| one<br>two |\n").split("\n")
    assert rows[2:] == ["one", "two"]


@pytest.mark.parametrize("width", [10, 24, 60])
def test_no_word_of_a_table_is_lost(width: int) -> None:
    shown = joined(draw(TABLE, width))
    assert all(word in shown for word in ("Name", "中文", "Price", "long", "name", "1234"))


@given(st.lists(st.integers(1, 80), min_size=1, max_size=8), st.integers(2, 120))
def test_columns_fill_the_width_without_passing_it(natural: list[int], width: int) -> None:
    widths = column_widths(natural, width)
    between = len(SEPARATOR) * (len(natural) - 1)
    if widths is None:
        assert sum(min(cells, NARROWEST_COLUMN) for cells in natural) + between > width
        return
    assert sum(widths) + between == min(sum(natural) + between, width)
    assert all(cells <= most for cells, most in zip(widths, natural, strict=True))
