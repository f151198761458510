"""The sidebar that comes and goes, on wide and on narrow terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation, scripted

if TYPE_CHECKING:
    from pathlib import Path


def sidebar_is_shown(chat: Chat) -> bool:
    """Whether the sidebar's heading stands on the screen."""
    return any("Conversations" in row for row in chat.rows())


async def test_ctrl_t_goes_to_the_sidebar_then_hides_it_then_shows_it(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: sidebar_is_shown(chat))
        assert chat.composer.has_focus
        await chat.press("ctrl+t")
        await chat.until(lambda: chat.sidebar.has_focus and sidebar_is_shown(chat))
        await chat.press("ctrl+t")
        await chat.until(lambda: not sidebar_is_shown(chat))
        assert chat.composer.has_focus
        await chat.press("ctrl+t")
        await chat.until(lambda: sidebar_is_shown(chat) and chat.sidebar.has_focus)


async def test_keys_right_after_ctrl_t_go_to_the_sidebar(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [("question", "answer one")])
    add_conversation(tmp_path, "two", [("question", "answer two")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.type("a draft")
        chat.burst("ctrl+t", "home", "down", "enter")
        await chat.open_is("one")
        assert chat.asked == []


async def test_a_narrow_terminal_shows_the_sidebar_over_the_chat_until_one_is_chosen(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [("question", "answer one")])
    async with chatting(tmp_path, server, size=(50, 24)) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        assert not sidebar_is_shown(chat)
        await chat.press("ctrl+t")
        await chat.until(lambda: sidebar_is_shown(chat) and chat.sidebar.has_focus)
        await chat.until(lambda: "Today" in chat.text(chat.sidebar))
        width = chat.composer.region.width
        await chat.press("enter")
        await chat.until(lambda: "answer one" in chat.log_rows())
        assert not sidebar_is_shown(chat)
        assert chat.composer.has_focus
        assert chat.composer.region.width == width


async def test_esc_closes_the_narrow_sidebar(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server, size=(50, 24)) as chat:
        await chat.press("ctrl+t")
        await chat.until(lambda: sidebar_is_shown(chat))
        await chat.press("escape")
        await chat.until(lambda: not sidebar_is_shown(chat) and chat.composer.has_focus)


async def test_a_terminal_made_narrow_and_wide_again_keeps_its_text_and_focus(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [("question", "answer one")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.type("a draft")
        for columns, rows in ((50, 20), (20, 6), (3, 2), (140, 40)):
            await chat.resize(columns, rows)
        await chat.until(lambda: "answer one" in chat.log_rows())
        assert chat.composer.text == "a draft"
        assert chat.composer.has_focus


async def test_tab_goes_round_and_shift_tab_back(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        parts = (chat.log, chat.sidebar, chat.composer)
        for part in parts:
            await chat.press("tab")
            await chat.focus_is(part)
        for part in (chat.sidebar, chat.log, chat.composer):
            await chat.press("shift+tab")
            await chat.focus_is(part)


async def test_esc_in_the_log_goes_back_to_the_prompt_and_does_not_stop_the_reply(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Half", gate, " and half"))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.press("tab")
        await chat.until(lambda: chat.log.has_focus)
        await chat.press("escape")
        await chat.until(lambda: chat.composer.has_focus)
        gate.open()
        await chat.until(lambda: "Half and half" in chat.log_rows())
        await chat.answered()


async def test_the_empty_chat_names_who_answers_and_the_first_keys(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: "Copilot" in chat.log_text())
        for key in ("enter", "ctrl+n", "ctrl+t", "ctrl+p"):
            assert key in chat.log_text()


@pytest.mark.parametrize("height", [6, 8, 9, 10, 12])
async def test_what_is_typed_is_seen_however_low_the_terminal_is(
    tmp_path: Path, server: FakeServer, height: int
) -> None:
    async with chatting(tmp_path, server, size=(80, height)) as chat:
        await chat.type("can be read")
        await chat.until(lambda: any("can be read" in row for row in chat.rows()))


async def test_a_terminal_that_becomes_low_keeps_the_line_that_is_typed_in(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type("can be read")
        await chat.pilot.resize_terminal(80, 8)
        await chat.until(lambda: any("can be read" in row for row in chat.rows()))
