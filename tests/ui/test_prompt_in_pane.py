"""The prompt across conversations: earlier prompts, drafts, and the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import EditorFailed
from copilot_tui.ui import external_editor
from copilot_tui.ui.picker import Picker
from tests.ui.driving import chatting
from tests.ui.in_the_log import exchange, press_on

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer

GREETING = "Hello from the fake server."


async def test_ctrl_r_finds_a_prompt_of_any_conversation_and_puts_it_in_place_of_the_text(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "what is a monad?", GREETING)
        await chat.start_new()
        await exchange(chat, "and a functor?", GREETING)
        await chat.type("again: ")
        chat.burst("ctrl+r", *"monad", "enter")
        await chat.until(lambda: chat.composer.text == "what is a monad?")
        await chat.press("ctrl+r")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.until(lambda: any("and a functor?" in row for row in chat.rows()))
        await chat.press("escape")
        await chat.focus_is(chat.composer)
        assert chat.composer.text == "what is a monad?"


async def test_up_recalls_the_prompts_of_all_conversations_newest_first(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "first", GREETING)
        await chat.start_new()
        await exchange(chat, "second", GREETING)
    async with chatting(tmp_path, server) as chat:
        for prompt in ("second", "first", "first"):
            await chat.press("up")
            await chat.until(lambda prompt=prompt: chat.composer.text == prompt)  # type: ignore[misc]
        for prompt in ("second", ""):
            await chat.press("down")
            await chat.until(lambda prompt=prompt: chat.composer.text == prompt)  # type: ignore[misc]


async def test_what_is_half_edited_stays_with_its_message_in_its_conversation(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "one", GREETING)
        await press_on(chat, "one", "e")
        await chat.until(lambda: chat.composer.text == "one")
        await chat.type(" and a half")
        await chat.start_new()
        await chat.until(lambda: chat.composer.text == "")
        assert "Editing an earlier message" not in chat.text()
        await chat.type("elsewhere")
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.composer.text == "elsewhere")
        await chat.choose("one")
        await chat.until(lambda: GREETING in chat.log_rows())
        assert chat.composer.text == ""
        await press_on(chat, "one", "e")
        await chat.until(lambda: chat.composer.text == "one and a half")


async def test_where_no_editor_can_be_opened_it_is_said_and_the_draft_stays(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type("a draft")
        await chat.press("ctrl+g")
        await chat.until(lambda: any("cannot be opened here" in text for text in chat.notices()))
        assert chat.composer.text == "a draft"
        await chat.type(" goes on")


async def test_an_editor_that_fails_is_told_of_and_the_draft_stays(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(app: object, text: str) -> str:
        raise EditorFailed("vim ended with status 1.", "The prompt is as it was.")

    monkeypatch.setattr(external_editor, "write_in_editor", fail)
    async with chatting(tmp_path, server) as chat:
        await chat.type("a draft")
        await chat.press("ctrl+g")
        await chat.until(lambda: any("vim ended with status 1." in text for text in chat.notices()))
        assert chat.composer.text == "a draft"
