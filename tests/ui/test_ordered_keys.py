"""Keys that arrive all at once, as from a macro or over a slow line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from copilot_tui.ui.ordered_keys_app import LONGEST_CHOICE, LONGEST_WAIT
from copilot_tui.ui.picker import Picker
from copilot_tui.ui.picker_row import PickerRow
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer


async def titled(chat: Chat, title: str) -> None:
    """Wait until the conversation with this title is open."""
    await chat.until(
        lambda: chat.pane.conversation is not None and chat.pane.conversation.title == title
    )


@pytest.mark.parametrize(
    "keys",
    [
        ("ctrl+o", *"other", "enter"),
        ("ctrl+o", "enter"),
        ("ctrl+p", *"switch conv", "enter", *"other", "enter"),
    ],
    ids=["by its title", "the one before", "by the palette"],
)
async def test_what_is_typed_behind_a_switch_stands_in_the_prompt_it_leads_to(
    tmp_path: Path, server: FakeServer, keys: tuple[str, ...]
) -> None:
    for title in ("talk", "other"):
        add_conversation(tmp_path, title, [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("other")
        await chat.choose("talk")
        chat.burst(*keys, *"hello quick")
        await titled(chat, "other")
        await chat.until(lambda: chat.composer.text == "hello quick")


async def test_what_is_typed_behind_f2_is_the_title_and_is_not_sent(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "talk", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("talk")
        chat.burst("f2", "end", *" again", "enter", *"next")
        await titled(chat, "talk again")
        await chat.until(lambda: chat.composer.text == "next")
        assert chat.asked == []


async def test_what_is_typed_behind_a_command_stands_where_that_leads(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "talk", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("talk")
        chat.burst(*"/new", "enter", *"something else")
        await chat.until(lambda: chat.pane.conversation is None)
        await chat.until(lambda: chat.composer.text == "something else")


class SlowFruit:
    """A search that finds its fruit when the test says so."""

    def __init__(self) -> None:
        self.is_ripe = asyncio.Event()

    async def __call__(self, query: str) -> Sequence[PickerRow[str]]:
        """Wait for the test."""
        del query
        await self.is_ripe.wait()
        return [PickerRow("apple", "Apple")]


async def test_what_is_typed_behind_a_choice_waits_until_that_is_found(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        slow, chosen = SlowFruit(), list[str | None]()
        picker = Picker("Fruit", slow)
        await chat.app.push_screen(picker, chosen.append)
        chat.burst(*"app", "enter", *"hello")
        await chat.until(lambda: picker.owes_choice)
        too_long_for_others = monotonic() + 2 * LONGEST_WAIT
        await chat.until(lambda: monotonic() > too_long_for_others)
        slow.is_ripe.set()
        await chat.until(lambda: chat.composer.text == "hello")
        assert chosen == ["apple"]


async def test_nobody_who_wants_to_leave_a_slow_choice_has_to_wait(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        chosen: list[str | None] = []
        picker = Picker("Fruit", SlowFruit())
        await chat.app.push_screen(picker, chosen.append)
        chat.burst("enter")
        await chat.until(lambda: picker.owes_choice)
        chat.burst("escape")
        async with asyncio.timeout(LONGEST_CHOICE / 2):
            await chat.until(lambda: chosen == [None])
