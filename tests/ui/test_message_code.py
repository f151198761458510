"""Taking blocks of code, and links, from a message of the log."""

from __future__ import annotations

from dataclasses import replace

from copilot_tui.chat.conversation import Status
from copilot_tui.ui.log_item import LogItem
from copilot_tui.ui.log_links import links_in
from copilot_tui.ui.log_setting import ItemSetting
from copilot_tui.ui.log_style import LogStyle
from tests.ui.reading import Reading, reading, said

ANSWER = (
    "First:\n\n```python\nprint(1)\nprint(2)\n```\n\n- in a list:\n\n  ```sh\n  ls\n  ```\n\n"
    "Text\n\n    indented\n\nand the end"
)
CODES = ["print(1)\nprint(2)\n", "ls\n", "indented\n"]


def codes(read: Reading) -> list[str | None]:
    return [event.code for event in read.app.asked]


async def test_c_takes_one_block_after_the_other_and_begins_again() -> None:
    async with reading([said(1, "q"), said(2, ANSWER)], size=(60, 40)) as read:
        await read.enter()
        await read.press("c", "c", "c", "c")
        assert codes(read) == [*CODES, CODES[0]]


async def test_the_block_lights_up_and_says_which_one_it_is_until_the_cursor_moves() -> None:
    async with reading([said(1, "q"), said(2, ANSWER)], size=(60, 40)) as read:
        await read.enter()
        dark = read.style_at("print(1)"), read.style_at("print(2)"), read.style_at("ls")
        await read.press("c")
        assert any("python 1/3" in row for row in read.rows())
        lit = read.style_at("print(1)"), read.style_at("print(2)"), read.style_at("ls")
        assert [one == other for one, other in zip(dark, lit, strict=True)] == [
            False,
            False,
            True,
        ]
        await read.press("c")
        assert any("sh 2/3" in row for row in read.rows())
        assert read.style_at("print(1)") == dark[0]
        assert read.log.drop_range()
        await read.pause()
        assert not any("2/3" in row for row in read.rows())
        await read.press("c", "k")
        assert not any("1/3" in row for row in read.rows())


async def test_a_block_out_of_view_is_brought_into_view() -> None:
    long = ANSWER + "\n\nmore" * 40
    async with reading([said(1, "q"), said(2, long)]) as read:
        await read.enter()
        assert not any("print(1)" in row for row in read.rows())
        await read.press("c")
        assert any("print(2)" in row for row in read.rows())


async def test_a_message_without_code_has_none() -> None:
    async with reading([said(1, "q"), said(2, "no code")]) as read:
        await read.enter()
        await read.press("c")
        assert codes(read) == [None]


def test_code_of_a_question_stands_where_it_is_drawn_and_is_unfolded() -> None:
    content = "\n\nsee\n" + "line\n" * 40 + "```\nx = 1\n```\nok"
    item = LogItem(said(1, content), ItemSetting(60, LogStyle.plain()))
    (code,) = item.code_blocks()
    assert code.block.code == "x = 1\n"
    drawn = [line.text for line in item.lines()[code.first : code.end]]
    assert drawn == ["```", "x = 1", "```"]


def test_code_that_still_grows_stands_where_it_is_drawn() -> None:
    content = "Look:\n\n- item\n\nText\n\n```python\na = 1\n```\n\nthen\n\n```sh\nls -"
    message = replace(said(2, content), status=Status.STREAMING)
    item = LogItem(message, ItemSetting(60, LogStyle.plain()))
    drawn = [
        [line.text.split()[0] for line in item.lines()[code.first : code.end]]
        for code in item.code_blocks()
    ]
    assert drawn == [["python", "a"], ["sh", "ls"]]


def test_links_are_told_once_each_in_their_order() -> None:
    text = (
        "[docs](https://example.org/a) and https://example.org/b, [again](https://example.org/a)"
        "\n\n| a |\n| - |\n| [in a table](https://example.org/c) |\n\n"
        "[bad](javascript:alert(1))\n\n```\nhttps://example.org/code\n```"
    )
    assert links_in(text) == [
        ("docs", "https://example.org/a"),
        ("https://example.org/b", "https://example.org/b"),
        ("in a table", "https://example.org/c"),
    ]
    assert links_in("no links") == []
