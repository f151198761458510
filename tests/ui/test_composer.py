"""The prompt: pastes, long ones too, and the chips that stand for them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from textual import events

from copilot_tui.ui.chips import FOLD_CHARACTERS
from tests.ui.driving import Chat, chatting

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer

LONG = "word " * FOLD_CHARACTERS


async def paste(chat: Chat, text: str) -> None:
    """Paste as the terminal would, and wait until the prompt has changed."""
    before = chat.composer.text
    chat.app.post_message(events.Paste(text))
    await chat.until(lambda: chat.composer.text != before)


async def test_a_paste_of_several_lines_is_not_sent_and_loses_only_carriage_returns(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await paste(chat, "one\r\ntwo\rthree\n")
        assert chat.composer.text == "one\ntwo\nthree\n"
        assert chat.asked == []


async def test_a_paste_of_a_megabyte_is_quick_and_arrives_whole_at_the_server(
    tmp_path: Path, server: FakeServer
) -> None:
    megabyte = "".join(f"line {number} of a very long text\n" for number in range(33_000))
    async with chatting(tmp_path, server) as chat:
        await chat.type("before ")
        started = time.perf_counter()
        await paste(chat, megabyte)
        await chat.type(" after")
        assert time.perf_counter() - started < 1.0
        assert len(chat.composer.text) < 100
        await chat.press("enter")
        await chat.until(lambda: len(chat.asked) == 1)
        assert time.perf_counter() - started < 5.0
        assert chat.asked == [f"before {megabyte} after"]
        await chat.answered()


@pytest.mark.parametrize(
    ("moves", "key"),
    [
        ((), "backspace"),
        (("left",), "backspace"),
        (("left", "left", "left"), "delete"),
        (("home",), "delete"),
        ((), "ctrl+w"),
        ((), "ctrl+x"),
        (("left", "left"), "ctrl+k"),
        (("left", "left"), "ctrl+u"),
        (("shift+left", "shift+left"), "backspace"),
    ],
)
async def test_a_chip_is_deleted_as_a_whole_and_undone_as_a_whole(
    tmp_path: Path, server: FakeServer, moves: tuple[str, ...], key: str
) -> None:
    async with chatting(tmp_path, server) as chat:
        await paste(chat, LONG)
        chip = chat.composer.text
        await chat.press(*moves, key)
        await chat.until(lambda: chat.composer.text == "")
        await chat.press("ctrl+z")
        await chat.until(lambda: chat.composer.text == chip)
        assert chat.composer.draft == LONG


async def test_what_is_typed_inside_a_chip_goes_behind_it(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await paste(chat, LONG)
        await chat.press("left", "left", "left")
        chat.burst("x", "y")
        await chat.until(lambda: chat.composer.draft == f"{LONG}xy")


async def test_two_chips_keep_apart_and_one_may_name_the_other(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        second = "⟦pasted text 2: 1 line, 80 k⟧" + LONG
        await paste(chat, second)
        await chat.type(" and ")
        await paste(chat, LONG)
        assert chat.composer.draft == f"{second} and {LONG}"
        await chat.press("backspace")
        await chat.until(lambda: chat.composer.draft == f"{second} and ")


async def test_a_long_draft_comes_back_as_a_chip_and_whole(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await paste(chat, LONG)
        await chat.type("!")
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.composer.draft == f"{LONG}!")
        assert len(chat.composer.text) < 100
