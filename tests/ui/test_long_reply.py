"""A very long reply is seen from its end at once, and whole a little later."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import _time
from textual.timer import Timer

from copilot_tui.chat.conversation import Status
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.ui.log_item import BEGINNING, LogItem
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from copilot_tui.ui.long_reply import (
    AT_ONCE,
    END_LINES,
    END_SHOWN,
    LongReply,
    is_long,
)
from copilot_tui.ui.render.palette import Palette
from copilot_tui.ui.reply_body import ReplyBody
from tests.ui.reading import Reading, reading, said, talk
from tests.ui.waiting import wait_until

PARAGRAPHS = [f"Paragraph {number} of a **long** reply." for number in range(5_000)]
LONG = "\n\n".join(PARAGRAPHS)
HUGE_PARAGRAPHS = [f"Begins {'word of it ' * 980}ends {number}." for number in range(40)]
CODE = "```python\n" + "\n".join(f"line_{number} = {number}" for number in range(20_000)) + "\n```"


def long_reply(text: str) -> LongReply:
    return LongReply(text, 60, Palette.plain())


def end_of(text: str) -> str:
    """What is drawn of a text at first."""
    return long_reply(text).end()


def texts(body: ReplyBody) -> list[str]:
    return [line.text for line in body.lines]


def test_the_end_begins_with_a_block() -> None:
    assert is_long(LONG)
    end = end_of(LONG)
    assert end.startswith("Paragraph ")
    assert LONG.endswith(end)
    assert END_LINES - 3 < end.count("\n") <= END_LINES


def test_of_long_lines_the_end_is_as_long_as_can_be_drawn_at_once() -> None:
    end = end_of(f"{'word ' * 100}\n" * 1_000)
    assert END_SHOWN - 600 < len(end) <= END_SHOWN


def test_many_short_lines_are_as_long_as_few_long_ones() -> None:
    assert not is_long("x" * AT_ONCE)
    assert is_long("x" * (AT_ONCE + 1))
    assert is_long("#\n" * 1_000)
    assert not is_long("#\n" * 900)


def test_very_much_that_comes_at_once_is_drawn_from_its_end() -> None:
    message = replace(said(2, "First.\n\n"), status=Status.STREAMING)
    item = LogItem(message, ItemSetting(60, LogStyle.plain()))
    item.lines()
    assert item.grow(ReplyGrew(1, 2, 8, LONG, 0, ""))
    begun_in_the_flood = item.is_partly_drawn
    assert not begun_in_the_flood
    item.grow(ReplyGrew(1, 2, 8 + len(LONG), "\n\nLast.", 0, ""))
    assert item.is_partly_drawn
    while not item.draw_more(1.0):
        pass
    drawn = [line.text for line in item.lines()]
    assert drawn[1].startswith("First.")
    assert any(line.startswith(PARAGRAPHS[-1].replace("**", "")) for line in drawn)


def test_the_end_of_a_block_of_code_is_code() -> None:
    end = end_of(CODE)
    assert end.startswith("```python\nline_")
    assert end.endswith("line_19999 = 19999\n```")


def test_what_follows_a_closed_block_of_code_is_no_code() -> None:
    assert end_of(f"{CODE}\n\n{LONG}").startswith("Paragraph ")


def test_a_fence_of_another_kind_does_not_close_a_block() -> None:
    code = CODE.replace("```python", "````python").replace("line_7 = 7", "```")
    assert end_of(code).startswith("````python\nline_")


def test_the_end_is_the_same_however_the_text_has_come() -> None:
    for text in (LONG, CODE, f"{CODE}\n\n{LONG}"):
        whole = end_of(text)
        for size in (7, 1_000, 60_000):
            reply = long_reply(text[:size])
            for start in range(size, len(text), size):
                reply.append(text[start : start + size])
            assert reply.end() == whole


def test_a_text_without_line_ends_is_cut_anywhere() -> None:
    assert end_of("x" * (AT_ONCE * 2)) == "x" * END_SHOWN


@pytest.mark.parametrize("after", ["", "\n", "\n\n", "\n\nA", "\n\nA few words"])
def test_the_end_fills_the_screen_where_a_paragraph_is_longer_than_it(after: str) -> None:
    text = "\n\n".join(HUGE_PARAGRAPHS) + after
    end = end_of(text)
    assert text.endswith(end)
    assert END_SHOWN // 2 <= len(end) <= END_SHOWN
    assert text[-len(end) - 1] == " "


@given(st.lists(st.tuples(st.sampled_from(["x", "a ", "- word "]), st.integers(0, 9_000))))
@example([("x", 20_000), ("x", 0), ("x", 7_999), ("x", 0)])
def test_the_end_is_at_least_half_of_what_can_be_drawn_at_once(
    lines: list[tuple[str, int]],
) -> None:
    text = "\n".join((word * count)[:count] for word, count in lines)
    end = end_of(text)
    assert text.endswith(end)
    assert len(end) >= min(len(text), END_SHOWN) // 2 or end.count("\n") >= END_LINES // 4


def test_while_huge_paragraphs_come_fast_their_end_is_seen() -> None:
    item = LogItem(replace(said(2, ""), status=Status.STREAMING), ItemSetting(60, LogStyle.plain()))
    item.lines()
    text = "\n\n".join(HUGE_PARAGRAPHS)
    for start in range(0, len(text), 30_001):
        piece = text[start : start + 30_001]
        item.grow(ReplyGrew(1, 2, start, piece, 0, ""))
        drawn = [line.text for line in item.lines()]
        assert len(drawn) > END_SHOWN // 2 // 60
        assert piece.split()[-1] in "".join(drawn[-3:])


def test_all_of_it_is_drawn_as_if_it_had_been_drawn_at_once() -> None:
    whole = ReplyBody(60, Palette.plain())
    whole.append(LONG)
    whole.update()
    behind = long_reply(LONG[:-1_000])
    slices = 1
    while not behind.draw(0.0):
        slices += 1
        if slices == 3:
            behind.append(LONG[-1_000:])
    assert slices > 50
    assert texts(behind.body) == texts(whole)


@pytest.mark.parametrize("text", [LONG, CODE, f"{CODE}\n\n{LONG}"], ids=["text", "code", "both"])
def test_what_comes_before_the_end_is_drawn_piece_by_piece_without_a_gap(text: str) -> None:
    reply = long_reply(text)
    end = reply.end()
    pieces = [reply.earlier() for _ in range(5)]
    drawn = [line.text.strip() for piece in reversed(pieces) for line in piece]
    words = [line for line in drawn if line and not line.startswith("python")]
    known = [line.strip().replace("**", "") for line in text.splitlines() if line.strip()]
    until = len(known) - sum(bool(line.strip()) for line in end.splitlines())
    until += end.startswith("```")
    assert words == known[until - len(words) : until]
    assert len(words) > 250


def test_piece_by_piece_one_comes_to_the_beginning() -> None:
    reply = long_reply(LONG[:30_000])
    reply.end()
    pieces = 0
    while reply.earlier():
        pieces += 1
    assert 3 <= pieces <= 20
    assert reply.earlier() == []


def test_a_shorter_reply_is_drawn_at_once() -> None:
    item = LogItem(said(2, LONG[:8_000]), ItemSetting(60, LogStyle.plain()))
    assert "Paragraph 0 " in item.lines()[1].text
    assert not item.is_partly_drawn


def test_folding_of_the_reasoning_begins_again_with_the_end() -> None:
    setting = ItemSetting(60, LogStyle.plain())
    item = LogItem(said(2, LONG, reasoning="Hm."), setting)
    assert BEGINNING in [line.text.rstrip() for line in item.lines()]
    while not item.draw_more(1.0):
        pass
    assert BEGINNING not in [line.text.rstrip() for line in item.lines()]
    item.toggle()
    assert "Hm." in "".join(line.text for line in item.lines()[:4])
    assert item.is_partly_drawn


async def all_drawn(read: Reading) -> None:
    """Wait until nothing is drawn behind any more."""
    (item,) = (item for item in read.log._view.items if item.message.id == 2)
    await wait_until(lambda: not item.is_partly_drawn and item.height > 5_000)
    await read.pause()


async def test_what_is_seen_stays_while_the_beginning_is_drawn() -> None:
    async with reading([*talk(1), said(2, LONG)]) as read:
        await read.enter()
        assert any("Paragraph 4999" in row for row in read.rows())
        read.log.scroll_lines(-30)
        await read.pause()
        seen = read.rows()
        await all_drawn(read)
        assert read.rows() == seen
        await read.press("g")
        assert any("1:0" in row for row in read.rows())


async def test_all_is_drawn_though_the_machine_is_busy_when_that_is_put_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = Timer._run

    async def started_late(timer: Timer) -> None:
        """A timer that goes off once sees another second pass whenever it looks at the clock."""
        if timer._repeat != 0:
            await run(timer)
            return
        seconds = itertools.count(time.time())
        with monkeypatch.context() as late:
            late.setattr(_time, "get_time", lambda: float(next(seconds)))
            await run(timer)

    monkeypatch.setattr(Timer, "_run", started_late)
    async with reading([*talk(1), said(2, LONG)]) as read:
        await read.enter()
        await all_drawn(read)


async def test_paging_up_goes_on_where_not_all_is_drawn_yet() -> None:
    async with reading([*talk(1), said(2, LONG)]) as read:
        seen: list[str] = []
        for _ in range(30):
            read.log.action_page_up()
            await read.pause()
            numbers = [
                int(row.split("Paragraph ")[1].split()[0])
                for row in read.rows()
                if "Paragraph " in row
            ]
            assert numbers == sorted(numbers)
            seen.append(str(numbers[0]))
        assert len(set(seen)) == 30
