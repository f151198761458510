"""The message cursor of the log: where it is, what it takes along, what it selects."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.replies.events import ReplyGrew
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.message_action import MessageAction
from tests.ui.reading import Reading, reading, said, talk


def asked_last(read: Reading) -> tuple[MessageAction, list[int]]:
    event = read.app.asked[-1]
    return event.action, [message.id for message in event.messages]


async def test_the_cursor_is_seen_while_the_log_has_the_focus_on_the_newest_message() -> None:
    async with reading(talk(8)) as read:
        assert read.marked() == []
        await read.enter()
        assert read.log.cursor == 8
        assert "8:0" in read.marked()
        assert "7:0" not in read.marked()
        read.app.query_one("#prompt").focus()
        await read.pause()
        assert read.marked() == []
        assert read.log.cursor == 8


async def test_entering_a_log_that_was_scrolled_up_begins_with_what_is_in_view() -> None:
    async with reading(talk(30)) as read:
        read.log.action_page_up()
        read.log.action_page_up()
        await read.enter()
        assert read.log.cursor is not None
        assert read.log.cursor < 28
        assert read.marked()


async def test_j_and_k_go_from_message_to_message_and_bring_it_into_view() -> None:
    async with reading(talk(12)) as read:
        await read.enter()
        for expected in range(11, 4, -1):
            await read.press("k")
            assert read.log.cursor == expected
            assert f"{expected}:0" in read.marked()
        for expected in range(6, 13):
            await read.press("j")
            assert read.log.cursor == expected
            assert read.marked()[-1] == f"{expected}:2"


async def test_a_message_longer_than_the_screen_is_gone_through_without_skipping_a_line() -> None:
    long = "\n\n".join(f"line {number}" for number in range(60))
    async with reading([said(1, "q"), said(2, long), said(3, "end")]) as read:
        await read.enter()
        await read.press("g")
        seen: list[str] = []
        presses = 0
        while read.log.cursor != 3:
            seen += [row.strip("█ ") for row in read.rows()]
            await read.press("j")
            presses += 1
        assert {f"line {number}" for number in range(60)} <= set(seen)
        assert 60 * 2 / 20 < presses < 60 * 2 / 20 + 5
        await read.press("k")
        assert read.log.cursor == 2
        assert "line 0" in read.marked()


async def test_g_goes_to_the_beginning_and_shift_g_follows_the_end() -> None:
    async with reading(talk(40)) as read:
        await read.enter()
        await read.press("g")
        assert read.log.cursor == 1
        assert "1:0" in read.marked()
        await read.press("G")
        assert read.log.cursor == 40
        assert read.marked()[-1] == "40:2"


async def test_scrolling_by_line_takes_the_cursor_along_once_its_message_is_out_of_view() -> None:
    async with reading(talk(20)) as read:
        await read.enter()
        await read.press("up")
        assert read.log.cursor == 20
        await read.press(*["up"] * 14)
        assert read.log.cursor == 18
        assert read.marked()
        await read.press(*["down"] * 20)
        assert read.marked()


async def test_capital_letters_select_messages_and_y_takes_all_of_them() -> None:
    async with reading(talk(9), size=(60, 30)) as read:
        await read.enter()
        await read.press("K")
        assert {"8:0", "9:0"} <= set(read.marked())
        await read.press("K", "y")
        assert asked_last(read) == (MessageAction.COPY, [7, 8, 9])
        assert {"7:0", "8:0", "9:0"} <= set(read.marked())
        await read.press("J", "y")
        assert asked_last(read) == (MessageAction.COPY, [8, 9])
        assert read.log.drop_range()
        await read.press("y")
        assert asked_last(read) == (MessageAction.COPY, [8])
        assert not read.log.drop_range()


async def test_a_plain_move_ends_the_selection() -> None:
    async with reading(talk(9)) as read:
        await read.enter()
        await read.press("K", "k", "y")
        assert asked_last(read) == (MessageAction.COPY, [7])


async def test_without_a_cursor_an_action_means_the_last_message_it_is_meant_for() -> None:
    async with reading(talk(9)) as read:
        for action, message in (("edit", 9), ("copy", 8), ("regenerate", 8), ("menu", 9)):
            read.log.action_message(action)
            await read.pause()
            assert asked_last(read) == (MessageAction(action), [message])


async def test_an_action_in_an_empty_log_is_asked_for_no_message() -> None:
    async with reading([]) as read:
        await read.enter()
        await read.press("j", "k", "g", "G", "J", "space", "c", "y")
        assert asked_last(read) == (MessageAction.COPY, [])


async def test_text_that_comes_in_does_not_push_the_message_that_was_clicked_out_of_view() -> None:
    running = replace(said(4, "text"), status=Status.STREAMING, finished=None)
    async with reading([*talk(3), running]) as read:
        await read.click("3:0")
        before = read.rows()[:10]
        read.log.grow(ReplyGrew(1, 4, 4, "\n\nmore" * 30, 0, ""))
        await read.pause()
        assert read.rows()[:10] == before
        assert "new text below" in read.rows()[-1]
        assert read.log.cursor == 3


async def test_older_messages_and_growing_text_leave_the_cursor_where_it_is() -> None:
    messages = talk(40)
    running = replace(messages[-1], status=Status.STREAMING)
    async with reading([*messages[20:-1], running]) as read:
        await read.enter()
        await read.press("k")
        assert read.log.cursor == 39
        before = read.rows()[:-1]
        read.log.prepend(messages[:20])
        read.log.grow(ReplyGrew(1, 40, len(running.content), "\n\nmore" * 30, 0, ""))
        await read.pause()
        assert read.log.cursor == 39
        assert [row for row in before if "39:" in row] == [r for r in read.rows() if "39:" in r]


async def test_another_version_takes_the_place_of_the_one_under_the_cursor() -> None:
    messages = talk(6)
    async with reading(messages) as read:
        await read.enter()
        await read.press("k", "k")
        assert read.log.cursor == 4
        other = replace(messages[3], id=9, content="another answer")
        read.log.set_versions({9: (2, 2)})
        read.log.merge([*messages[:3], other])
        await read.pause()
        assert read.log.cursor == 9
        assert "another answer" in read.marked()
        assert read.marked()[0].startswith("Copilot  ‹ 2/2 ›")


async def test_a_deleted_message_leaves_the_cursor_on_the_one_that_took_its_place() -> None:
    messages = talk(6)
    async with reading(messages) as read:
        await read.enter()
        await read.press("k", "k", "k")
        assert read.log.cursor == 3
        read.log.merge([*messages[:2], replace(messages[3], parent=2), *messages[4:]])
        await read.pause()
        assert read.log.cursor == 4
        assert not any("3:0" in row for row in read.rows())
        read.log.merge(messages[:2])
        await read.pause()
        assert read.log.cursor == 2


async def test_what_is_read_stays_when_another_copy_has_written_below() -> None:
    messages = talk(40)
    async with reading(messages) as read:
        read.log.scroll_lines(-40)
        await read.pause()
        before = read.rows()[:-1]
        read.log.merge([*messages[30:], said(41, "new"), said(42, "newer")])
        await read.pause()
        assert read.rows()[:-1] == before


async def test_a_click_puts_the_cursor_on_a_message() -> None:
    async with reading(talk(8)) as read:
        await read.click("7:1")
        assert read.log.cursor == 7
        assert "7:0" in read.marked()


async def test_a_message_of_which_older_ones_are_still_read_in_is_revealed_once_it_is_there() -> (
    None
):
    messages = talk(60)
    async with reading(messages[40:]) as read:
        await read.enter()
        read.log.reveal(7)
        await read.pause()
        assert read.log.cursor == 60
        read.log.prepend(messages[20:40])
        await read.pause()
        assert read.log.cursor == 60
        read.log.prepend(messages[:20])
        await read.pause()
        assert read.log.cursor == 7
        assert "7:0" in read.marked()


async def test_the_beginning_is_the_one_that_is_only_read_in_later() -> None:
    messages = talk(60)
    async with reading(messages[40:]) as read:
        await read.enter()
        await read.press("g")
        read.log.prepend(messages[20:40])
        read.log.prepend(messages[:20])
        await read.pause()
        assert read.log.cursor == 1
        assert "1:0" in read.marked()


async def test_who_has_left_the_beginning_is_not_taken_to_the_new_one() -> None:
    messages = talk(60)
    async with reading(messages[40:]) as read:
        await read.enter()
        await read.press("g", "j")
        read.log.prepend(messages[:40])
        await read.pause()
        assert read.log.cursor == 42


async def test_someone_who_moved_on_is_not_taken_to_a_message_that_comes_late() -> None:
    messages = talk(60)
    async with reading(messages[40:]) as read:
        await read.enter()
        read.log.reveal(7)
        await read.press("k")
        read.log.prepend(messages[:40])
        await read.pause()
        assert read.log.cursor == 59


async def test_a_key_looks_at_few_of_ten_thousand_messages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with reading(talk(10_000, 1)) as read:
        await read.enter()
        drawn: list[int] = []
        draw = LogItem._draw

        def counted(item: LogItem) -> None:
            drawn.append(item.message.id)
            draw(item)

        monkeypatch.setattr(LogItem, "_draw", counted)
        await read.press("k", "k", "K", "j")
        assert len(drawn) < 12
