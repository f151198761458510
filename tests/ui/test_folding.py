"""Folding of long messages and of reasoning."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.log_plain import FOLDED_LINES, LONGEST_UNFOLDED, count_lines, plain_lines
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from tests.ui.reading import reading, said

PASTE = "\n".join(f"pasted {number}" for number in range(400))
LONG = "\n\n".join(f"answer {number}" for number in range(50))


@pytest.fixture
def setting() -> ItemSetting:
    return ItemSetting(60, LogStyle.plain())


def texts(item: LogItem) -> list[str]:
    return [line.text.rstrip() for line in item.lines()]


def test_a_long_question_is_folded_to_its_beginning_and_tells_how_much_more_there_is(
    setting: ItemSetting,
) -> None:
    item = LogItem(said(1, PASTE), setting)
    assert texts(item)[1:] == [
        *(f"pasted {number}" for number in range(FOLDED_LINES)),
        "▸ 390 more lines",
        "",
    ]
    assert item.height == len(item.lines())


def test_a_question_that_is_not_long_is_seen_whole_and_can_be_folded(
    setting: ItemSetting,
) -> None:
    lines = [f"line {number}" for number in range(LONGEST_UNFOLDED)]
    item = LogItem(said(1, "\n".join(lines)), setting)
    assert texts(item)[1:-1] == lines
    item.toggle()
    assert texts(item)[-2] == f"▸ {LONGEST_UNFOLDED - FOLDED_LINES} more lines"
    item.toggle()
    assert texts(item)[1:-1] == lines


def test_short_messages_do_not_fold(setting: ItemSetting) -> None:
    for message in (said(1, "short"), said(2, "short")):
        item = LogItem(message, setting)
        before = texts(item)
        item.toggle()
        assert texts(item) == before


def test_an_unfolded_question_can_be_folded_again(setting: ItemSetting) -> None:
    item = LogItem(said(1, PASTE), setting)
    item.toggle()
    assert texts(item)[-3:] == ["pasted 399", "▾ fold", ""]
    item.toggle()
    assert "▸ 390 more lines" in texts(item)


def test_where_lines_wrap_the_count_is_said_to_be_about_right(setting: ItemSetting) -> None:
    item = LogItem(said(1, ("word " * 30 + "\n") * 40), setting)
    assert any(text.startswith("▸ about ") for text in texts(item))


@pytest.mark.parametrize("text", ["a" * 59 + "\n" + "b" * 60, "x\n" * 7, "", "\n\n"])
def test_an_exact_count_is_exact(text: str) -> None:
    assert count_lines(text, 60) == (len(plain_lines(text, LogStyle.plain().base, 60)), True)


def test_characters_without_a_width_hide_nothing(setting: ItemSetting) -> None:
    content = "a" + "\u0301" * 5_000 + "the end"
    assert "the end" in texts(LogItem(said(1, content), setting))[1]


def test_a_folded_question_of_a_megabyte_is_drawn_in_a_blink(setting: ItemSetting) -> None:
    for content in ("some words in a line\n" * 50_000, "word " * 200_000, "x" * 1_000_000):
        item = LogItem(said(1, content), setting)
        started = time.process_time()
        assert len(item.lines()) == FOLDED_LINES + 3
        assert time.process_time() - started < 0.15


def test_the_key_folds_the_reasoning_where_there_is_some_and_the_text_elsewhere(
    setting: ItemSetting,
) -> None:
    thought = LogItem(said(2, LONG, reasoning="I think so."), setting)
    thought.toggle()
    assert "I think so." in texts(thought)
    assert "answer 49" in texts(thought)
    plain = LogItem(said(2, LONG), setting)
    plain.toggle()
    assert texts(plain)[1 + FOLDED_LINES] == "▸ 89 more lines"
    plain.toggle()
    assert "answer 49" in texts(plain)


def test_a_folded_reply_that_grows_stays_folded(setting: ItemSetting) -> None:
    item = LogItem(replace(said(2, LONG), status=Status.STREAMING), setting)
    item.toggle()
    item.lines()
    item.grow(ReplyGrew(1, 2, len(LONG), "\n\nmore\n\nlines", 0, ""))
    assert texts(item)[1 + FOLDED_LINES] == "▸ 93 more lines"
    assert item.height == FOLDED_LINES + 3


async def test_space_and_a_click_unfold_and_leave_what_is_above_in_its_place() -> None:
    async with reading([said(1, PASTE), said(2, "answer")]) as read:
        await read.enter()
        await read.press("k")
        before = read.rows()
        assert any("▸ 390 more lines" in row for row in before)
        await read.press("space")
        after = read.rows()
        assert after[:11] == before[:11]
        assert "pasted 10" in after[11]
        await read.press("space")
        assert any("▸ 390 more lines" in row for row in read.rows())
        await read.click("390 more lines")
        assert any("pasted 12" in row for row in read.rows())


async def test_a_long_message_that_is_folded_from_its_middle_is_still_in_view() -> None:
    async with reading([said(1, PASTE), said(2, LONG), said(3, "next")]) as read:
        await read.enter()
        await read.press("g", "space", "j", "j", "j")
        assert not any("pasted 0" in row for row in read.rows())
        await read.press("space")
        assert read.log.cursor == 1
        assert any("390 more lines" in row for row in read.rows())
        assert any("answer 0" in row for row in read.rows())


async def test_unfolding_the_last_message_does_not_jump_to_its_end() -> None:
    async with reading([said(2, "answer"), said(3, PASTE)]) as read:
        await read.enter()
        before = read.rows()[:10]
        await read.press("space")
        assert read.rows()[:10] == before
