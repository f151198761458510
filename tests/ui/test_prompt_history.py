"""The way back through earlier prompts, key by key."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError
from copilot_tui.ui.destination import Destination
from tests.ui.prompting import prompting

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.ui.composer import Composer

PROMPTS = ["third", "second\nof two lines", "first"]


class Earlier:
    """Prompts as the store would give them, newest first.

    Args:
        composer: that a waiting message is put back into.
        waiting: the message that waits for a reply.
    """

    def __init__(self, composer: Composer, waiting: str = "") -> None:
        self._composer = composer
        self._waiting = waiting
        self.asked: list[str | None] = []
        self.released = asyncio.Event()
        self.released.set()

    async def take_back(self) -> bool:
        """Put the waiting message into the prompt."""
        self._composer.put_back(self._waiting)
        was_waiting, self._waiting = bool(self._waiting), ""
        return was_waiting

    async def earlier(self, before: str | None) -> str | None:
        """The next one, once it is allowed to be found."""
        self.asked.append(before)
        await self.released.wait()
        at = 0 if before is None else PROMPTS.index(before) + 1
        return PROMPTS[at] if at < len(PROMPTS) else None


async def test_up_goes_back_and_down_returns_to_the_empty_prompt(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.composer.prompts = Earlier(prompt.composer)
        seen: list[str] = []
        for key in ("up", "up", "up", "up", "down", "down", "down", "down"):
            await prompt.press(key)
            seen.append(prompt.composer.text)
        third, second, first = PROMPTS
        assert seen == [third, second, first, first, second, third, "", ""]


async def test_up_up_enter_in_one_burst_sends_the_prompt_before_the_last(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.composer.prompts = Earlier(prompt.composer)
        prompt.burst("up", "up", "enter", *"new")
        await prompt.until(lambda: prompt.composer.text == "new")
        await prompt.until(lambda: prompt.app.sent == [PROMPTS[1]])


async def test_where_text_stands_the_arrows_move_the_cursor(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.composer.prompts = earlier = Earlier(prompt.composer)
        prompt.burst("a", "ctrl+j", "b", "up", "x", "down", "y")
        await prompt.until(lambda: prompt.composer.text == "ax\nby")
        assert earlier.asked == []


async def test_a_recalled_prompt_that_was_changed_is_a_draft_like_any_other(
    tmp_path: Path,
) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.composer.prompts = Earlier(prompt.composer)
        await prompt.press("up", "!", "up", "down")
        assert prompt.composer.text == "third!"
        await prompt.press(*["backspace"] * 6, "up")
        assert prompt.composer.text == "third"


async def test_the_cursor_can_be_moved_within_a_recalled_prompt(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.composer.prompts = Earlier(prompt.composer)
        await prompt.press("up", "up", "left", "up", "home", "x")
        assert prompt.composer.text == f"x{PROMPTS[1]}"


async def test_a_waiting_message_is_taken_back_before_anything_earlier(tmp_path: Path) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.composer.prompts = earlier = Earlier(prompt.composer, "waits")
        await prompt.press("up", "up")
        assert prompt.composer.text == "waits"
        assert earlier.asked == []


async def test_another_conversation_opened_meanwhile_gets_no_earlier_prompt(
    tmp_path: Path,
) -> None:
    async with prompting(tmp_path) as prompt:
        prompt.composer.prompts = earlier = Earlier(prompt.composer)
        earlier.released.clear()
        prompt.burst("up", "x")
        await prompt.until(lambda: earlier.asked == [None])
        prompt.composer.destination = Destination()
        prompt.composer.restore("its draft ")
        earlier.released.set()
        await prompt.until(lambda: prompt.composer.text == "its draft x")


async def test_a_store_that_fails_is_told_of_and_nothing_is_lost(tmp_path: Path) -> None:
    class Failing(Earlier):
        async def earlier(self, before: str | None) -> str | None:
            """Fail."""
            raise StoreError("The conversations cannot be read.")

    async with prompting(tmp_path) as prompt:
        prompt.composer.prompts = Failing(prompt.composer)
        await prompt.press("up")
        await prompt.until(lambda: prompt.app.told == ["The conversations cannot be read."])
        assert prompt.composer.text == ""
