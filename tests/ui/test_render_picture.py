"""Pictures as lines: their size, their place in a text, and what is copied of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Offset
from textual.selection import Selection

from copilot_tui.chat.picture import PictureFacts, picture_markdown
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.log_row import selected_text
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from copilot_tui.ui.picture_gallery import as_parsed
from copilot_tui.ui.render.picture_size import MOST_ROWS, CellSize, picture_cells
from copilot_tui.ui.render.pictures import MessagePictures
from tests.ui.reading import said

if TYPE_CHECKING:
    from copilot_tui.ui.render.line import Line

CELL = CellSize(8, 16)
PIXELS = st.integers(min_value=0, max_value=100_000)


@given(
    st.tuples(PIXELS, PIXELS),
    st.integers(min_value=1, max_value=100),
    st.builds(CellSize, st.integers(1, 40), st.integers(1, 80)),
)
def test_a_picture_fits_and_keeps_its_shape_as_far_as_cells_can(
    size: tuple[int, int], most: int, cell: CellSize
) -> None:
    columns, rows = picture_cells(size, most, cell)
    assert 1 <= columns <= most
    assert 1 <= rows <= MOST_ROWS
    width, height = max(1, size[0]), max(1, size[1])
    shrunk = min(1, most * cell.width / width, MOST_ROWS * cell.height / height)
    assert abs(columns * cell.width - width * shrunk) <= cell.width
    assert abs(rows * cell.height - height * shrunk) <= cell.height


@pytest.mark.parametrize(
    ("size", "columns", "cells"),
    [
        ((40, 40), 80, (5, 2)),
        ((1200, 800), 80, (60, 20)),
        ((1200, 800), 40, (40, 13)),
        ((2000, 20), 80, (80, 1)),
        ((20, 2000), 80, (1, 20)),
    ],
)
def test_small_ones_stay_small_and_large_ones_are_shrunk(
    size: tuple[int, int], columns: int, cells: tuple[int, int]
) -> None:
    assert picture_cells(size, columns, CELL) == cells


def facts(name: str, width: int = 160, height: int = 80) -> PictureFacts:
    return PictureFacts(name.ljust(64, "0"), "image/png", name, width, height, 1234)


CAT = {"/media/1.png": facts("cat")}
IN_TEXT = "![cat](/media/1.png)"
ROWS = ["0", "1", "2", "3", "4"]
"""The lines of a picture of 80 pixels."""

NAMED = "🖼 cat · 160×80, 1 kB"
YOU, REPLY = 7, 8


def item(
    number: int,
    content: str,
    known: dict[str, PictureFacts] | None = None,
    *,
    is_drawn: bool = True,
    faults: dict[str, str] | None = None,
    hint: str = "",
) -> LogItem:
    """A message whose pictures are known; odd numbers are the user's."""
    uses = CAT if known is None else known
    pictures = MessagePictures(uses, CELL, is_drawn, faults or {}, hint)
    setting = ItemSetting(60, LogStyle.plain())
    setting.pictures_of = lambda _: pictures
    return LogItem(said(number, content), setting)


def texts(item: LogItem) -> list[str]:
    """The lines of its content; those of a picture as their numbers."""
    lines = item.lines()
    return [_text(lines[number]) for number in item.body]


def _text(line: Line) -> str:
    part = line.picture
    return line.text.rstrip() if part is None or part.number is None else str(part.number)


@pytest.mark.parametrize("who", [YOU, REPLY])
@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (IN_TEXT, [*ROWS, NAMED]),
        (f"Before {IN_TEXT} after", ["Before", *ROWS, NAMED, "after"]),
        (f"Before\n{IN_TEXT}\nafter", ["Before", *ROWS, NAMED, "after"]),
        (f"{IN_TEXT} {IN_TEXT}", [*ROWS, NAMED, *ROWS, NAMED]),
        (f"{IN_TEXT}\n{IN_TEXT}", [*ROWS, NAMED, *ROWS, NAMED]),
        (f"`{IN_TEXT}`", None),
        (f"```\n{IN_TEXT}\n```", None),
    ],
)
def test_a_picture_stands_between_the_text_before_and_after_it(
    who: int, content: str, lines: list[str] | None
) -> None:
    drawn = texts(item(who, content))
    if lines is None:
        assert not {*ROWS} & {*drawn}
    else:
        assert drawn == lines


def test_a_picture_in_a_list_or_a_table_is_named_only() -> None:
    drawn = texts(item(REPLY, f"- one {IN_TEXT}\n\n| a |\n|---|\n| {IN_TEXT} |"))
    assert "🖼 cat" in drawn[0]
    assert not {*ROWS} & {*drawn}


def test_a_picture_that_is_not_kept_is_named_with_its_place() -> None:
    assert texts(item(REPLY, IN_TEXT, {})) == ["🖼 cat (/media/1.png)"]
    gone = picture_markdown("cat", "0" * 64)
    assert texts(item(YOU, f"See {gone}", {})) == ["See 🖼 cat (it is not here)"]
    assert texts(item(YOU, "![a](https://b.c/d.png)", {})) == ["![a](https://b.c/d.png)"]


def test_a_picture_on_another_server_says_how_it_is_had() -> None:
    elsewhere = "![dog](https://example.org/d.png)"
    drawn = texts(item(REPLY, f"See {elsewhere} or {IN_TEXT}", hint="enter: fetch it"))
    assert drawn == ["See 🖼 dog (enter: fetch it) or", *ROWS, NAMED]
    assert texts(item(REPLY, elsewhere, hint="enter: fetch it")) == ["🖼 dog (enter: fetch it)"]


@pytest.mark.parametrize("who", [YOU, REPLY])
def test_a_picture_that_cannot_be_drawn_is_named_with_the_reason(who: int) -> None:
    faults = {CAT["/media/1.png"].digest: "it is damaged"}
    assert texts(item(who, IN_TEXT, faults=faults)) == [f"{NAMED} · it is damaged"]
    assert texts(item(who, IN_TEXT, is_drawn=False)) == [NAMED]


def test_a_target_is_known_as_the_parser_writes_it() -> None:
    known = as_parsed({"/media/ä b.png": facts("cat")})
    assert texts(item(REPLY, "![cat](</media/ä b.png>)", known)) == [*ROWS, NAMED]


def test_pictures_do_not_fold_a_message_and_are_only_named_in_a_folded_one() -> None:
    three = item(YOU, "\n".join([IN_TEXT] * 3))
    assert len(texts(three)) == 3 * len([*ROWS, NAMED])
    long = item(YOU, f"{IN_TEXT}\n" + "word\n" * 40)
    assert texts(long)[:2] == ["🖼 cat", "word"]
    long.unfold_text()
    assert texts(long)[:7] == [*ROWS, NAMED, "word"]


def test_code_below_a_picture_is_found_where_it_stands() -> None:
    for who in (YOU, REPLY):
        shows = item(who, f"See\n{IN_TEXT}\n\n```\ncode\n```")
        (block,) = shows.code_blocks()
        assert any("code" in line.text for line in shows.lines()[block.first : block.end])


def test_a_picture_is_copied_as_what_stands_in_the_text() -> None:
    for who in (YOU, REPLY):
        shows = item(who, f"Before\n{IN_TEXT}\nafter")
        shows.lines()
        head = shows.body.start
        whole = _selected(shows, (0, head), (99, head + 8))
        assert whole == f"Before\n{IN_TEXT}\nafter"
        assert _selected(shows, (3, head + 3), (5, head + 4)) == IN_TEXT
        assert _selected(shows, (3, head + 6), (2, head + 7)) == f"{IN_TEXT}\naf"


def _selected(shows: LogItem, start: tuple[int, int], end: tuple[int, int]) -> str:
    base = shows.id << 24
    places = [Offset(x, base + y) for x, y in (start, end)]
    return selected_text([shows], Selection(*places))
