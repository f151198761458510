"""Blocks of code of a reply that is too long to be drawn at once: their numbers, and `c`."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from copilot_tui.ui.unseen_code import code_in
from tests.ui.reading import Reading, reading, said
from tests.ui.waiting import wait_until

SIGN = re.compile(r"⧉ ?(\d*)$")


def blocks(count: int, first: int = 1) -> str:
    """So many blocks of code, each of which says which one it is; every fifth in a list."""
    return "".join(
        f"- item:\n\n  ```sh\n  echo {number}\n  ```\n\n"
        if number % 5 == 0
        else f"Text {number}.\n\n```sh\necho {number}\n```\n\n"
        for number in range(first, first + count)
    )


def shown(read: Reading) -> LogItem:
    """The reply."""
    item = read.log._view.item(2)
    assert item is not None
    return item


def signs(read: Reading) -> list[str]:
    """The numbers at the labels of code that are seen; empty for one without a number."""
    return [found[1] for row in read.rows() if (found := SIGN.search(row))]


def numbers(read: Reading) -> list[str]:
    """The number that each of those blocks must have, from the line below its label."""
    rows = read.rows()
    return [
        below.split()[-1] for row, below in pairwise(rows) if SIGN.search(row) and "echo" in below
    ]


def asked(read: Reading) -> list[str | None]:
    """What was taken to be copied."""
    return [event.code for event in read.app.asked]


async def test_code_has_no_number_before_it_has_the_right_one_and_no_row_moves_for_it() -> None:
    async with reading([said(1, "q"), said(2, blocks(4_000))]) as read:
        assert shown(read).is_partly_drawn
        for lines in (-30, -60):
            read.log.scroll_lines(lines)
            await read.pause()
        assert shown(read).is_partly_drawn
        before = [SIGN.sub("", row).rstrip() for row in read.rows()]
        assert set(signs(read)) == {""}
        await wait_until(lambda: not shown(read).is_partly_drawn)
        await read.pause()
        assert [SIGN.sub("", row).rstrip() for row in read.rows()] == before
        assert len(numbers(read)) > 2
        assert signs(read)[: len(numbers(read))] == numbers(read)


async def test_c_takes_the_first_block_of_a_reply_of_which_the_end_is_drawn() -> None:
    async with reading([said(1, "q"), said(2, blocks(4_000))]) as read:
        read.log.focus()
        for _ in range(3):
            read.log.action_message("copy_code")
        assert shown(read).is_partly_drawn
        await wait_until(lambda: len(read.app.asked) == 3)
        assert asked(read) == ["echo 1\n", "echo 2\n", "echo 3\n"]


async def test_the_block_that_was_taken_lights_up_once_it_is_drawn() -> None:
    async with reading([said(1, "q"), said(2, blocks(2_000))]) as read:
        await read.enter()
        read.log.action_message("copy_code")
        await wait_until(lambda: len(read.app.asked) == 1)
        assert not any("1/2000" in row for row in read.rows())
        await wait_until(lambda: not shown(read).is_partly_drawn)
        read.log.scroll_lines(-100_000)
        await read.pause()
        assert any("sh 1/2000" in row for row in read.rows())
        read.log.action_message("copy_code")
        await wait_until(lambda: len(read.app.asked) == 2)
        assert asked(read) == ["echo 1\n", "echo 2\n"]


async def test_c_takes_the_right_block_in_a_flood() -> None:
    message = replace(said(2, ""), status=Status.STREAMING)
    async with reading([said(1, "q"), message]) as read:
        await read.enter()
        text = blocks(4_000)
        for start in range(0, len(text), 60_000):
            piece = text[start : start + 60_000]
            read.log.grow(ReplyGrew(1, 2, start, piece, 0, ""))
            await read.pause()
        assert not shown(read).knows_code
        await read.press("c")
        await wait_until(lambda: len(read.app.asked) == 1)
        assert asked(read) == ["echo 1\n"]
        assert set(signs(read)) == {""}


@pytest.mark.parametrize("end", ["", "```sh\nopen", "    indented\n"])
async def test_code_that_is_not_drawn_is_the_same_as_that_which_is(end: str) -> None:
    text = blocks(12) + end
    item = LogItem(said(2, text), ItemSetting(60, LogStyle.plain()))
    drawn = [code.block.code for code in item.code_blocks()]
    assert [block.code for block in await code_in(text)] == drawn
