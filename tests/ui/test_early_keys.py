"""Keys of the log that are typed before the messages of a conversation are in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.driving import Chat, chatting, slow_store
from tests.ui.in_the_log import contents, copies
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer

TALK = [("one", "Un."), ("two", "Deux."), ("three", "Trois.")]


@asynccontextmanager
async def two_talks(folder: Path, server: FakeServer) -> AsyncIterator[Chat]:
    """The app with two conversations in the sidebar, of which none is open."""
    add_conversation(folder, "other", [("four", "Quatre.")])
    add_conversation(folder, "talk", TALK)
    async with chatting(folder, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        yield chat


async def press_early(chat: Chat, title: str, *keys: str) -> None:
    """Go to a conversation whose messages do not come, to its log, and press keys there."""
    chat.burst("ctrl+t", "home", *(["down"] if title == "other" else []), "enter")
    await chat.is_opening(title)
    await chat.focus_is(chat.composer)
    chat.burst("tab")
    await chat.focus_is(chat.log)
    await chat.press(*keys)


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        (["y"], ["Trois."]),
        (["k", "y"], ["three"]),
        (["g", "y"], ["one"]),
        (["g", "j", "y", "G", "y"], ["Trois.", "Un."]),
        (["k", "K", "y"], ["## Copilot\n\nDeux.\n\n## You\n\nthree"]),
    ],
)
async def test_keys_wait_for_the_messages_and_act_in_order(
    tmp_path: Path, server: FakeServer, keys: list[str], copied: list[str]
) -> None:
    async with two_talks(tmp_path, server) as chat:
        with slow_store(chat):
            await press_early(chat, "talk", *keys)
            assert copies(tmp_path) == []
        await chat.until(lambda: len(copies(tmp_path)) == len(copied))
        assert sorted(copies(tmp_path)) == copied


async def test_commands_that_are_typed_wait_for_the_messages_like_keys(
    tmp_path: Path, server: FakeServer
) -> None:
    async with two_talks(tmp_path, server) as chat:
        with slow_store(chat):
            chat.burst("ctrl+t", "home", "enter")
            await chat.is_opening("talk")
            await chat.focus_is(chat.composer)
            for command in ("/copy", "/edit"):
                await chat.type(command)
                await chat.press("enter")
                await chat.until(lambda: chat.composer.text == "")
            assert copies(tmp_path) == []
        await chat.until(lambda: chat.composer.text == "three")
        await chat.until(lambda: copies(tmp_path) == ["Trois."])


async def test_what_is_typed_behind_e_goes_into_the_prompt(
    tmp_path: Path, server: FakeServer
) -> None:
    async with two_talks(tmp_path, server) as chat:
        with slow_store(chat):
            await press_early(chat, "talk", "k", "e", *" yes")
        await chat.until(lambda: chat.composer.text.split() == ["three", "yes"])
        assert chat.composer.has_focus
        assert copies(tmp_path) == []


async def test_a_key_chooses_in_the_menu_that_an_early_key_has_opened(
    tmp_path: Path, server: FakeServer
) -> None:
    async with two_talks(tmp_path, server) as chat:
        with slow_store(chat):
            await press_early(chat, "talk", "enter", "y")
        await chat.until(lambda: copies(tmp_path) == ["Trois."])
        assert chat.app.screen is chat.screen


async def test_escape_lets_go_of_the_keys_that_wait(tmp_path: Path, server: FakeServer) -> None:
    async with two_talks(tmp_path, server) as chat:
        with slow_store(chat):
            await press_early(chat, "talk", "y", "k", "escape")
            await chat.focus_is(chat.composer)
        await chat.open_is("talk")
        await chat.until(lambda: contents(chat)[-1:] == ["Trois."])
        chat.log.focus()
        await chat.focus_is(chat.log)
        await chat.press("g", "y")
        await chat.until(lambda: copies(tmp_path) == ["one"])


async def test_keys_meant_for_one_conversation_do_nothing_in_another(
    tmp_path: Path, server: FakeServer
) -> None:
    async with two_talks(tmp_path, server) as chat:
        with slow_store(chat):
            await press_early(chat, "talk", "g", "y", "d")
            await press_early(chat, "other", "y")
        await chat.until(lambda: copies(tmp_path) == ["Quatre."])
        assert contents(chat) == ["four", "Quatre."]
        await chat.choose("talk")
        await chat.until(lambda: len(contents(chat)) == 2 * len(TALK))


async def test_keys_for_a_conversation_that_was_left_do_nothing_later(
    tmp_path: Path, server: FakeServer
) -> None:
    async with two_talks(tmp_path, server) as chat:
        with slow_store(chat):
            await press_early(chat, "talk", "y")
            chat.burst("ctrl+n")
            await chat.until(lambda: chat.pane.conversation is None)
        await chat.choose("other")
        await chat.until(lambda: contents(chat) == ["four", "Quatre."])
        chat.log.focus()
        await chat.focus_is(chat.log)
        await chat.press("k", "y")
        await chat.until(lambda: copies(tmp_path) == ["four"])
