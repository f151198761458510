"""Finding words in all conversations."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from copilot_tui.chat.conversation import Conversation, Role
from copilot_tui.chat.snippet import Snippet
from copilot_tui.errors import StoreError
from copilot_tui.store.search import Hit
from copilot_tui.ui.search_screen import SearchScreen
from tests.ui.picking import showing

NOW = datetime(2026, 3, 2, 14, 30)
MOMENT = datetime(2026, 3, 1, 9, 0).timestamp()


def hit(message: int, title: str, text: str, word: str, role: Role = Role.ASSISTANT) -> Hit:
    """A message that holds a word."""
    start = text.index(word)
    found = Snippet(text, ((start, start + len(word)),))
    return Hit(Conversation(1, "", title, MOMENT, MOMENT), message, role, MOMENT, found)


FIRST = hit(7, "Event loops", "Then asyncio runs the loop.", "asyncio")
SECOND = hit(8, "", "What is asyncio?", "asyncio", Role.USER)


class Library:
    """Finds two messages for "asy" and what goes on from there, and keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def search(self, query: str) -> Sequence[Hit]:
        """What the store would find."""
        self.asked.append(query)
        if query == "!":
            raise StoreError("The conversations cannot be read.", "Try again.")
        return [FIRST, SECOND] if query and "asyncio".startswith(query) else []


def searching(library: Library, needle: str = "") -> SearchScreen:
    """The window over a library."""
    return SearchScreen(library.search, needle=needle, local_time=lambda: NOW)


async def test_a_hit_shows_title_role_age_and_the_sentence_around_it() -> None:
    async with showing(searching(Library())) as window:
        await window.press(*"asyn")
        await window.sees("Then asyncio runs the loop.")
        lines = [" ".join(line.strip(" ▌").split()) for line in window.listed]
        start = lines.index("Event loops reply · yesterday")
        assert lines[start : start + 4] == [
            "Event loops reply · yesterday",
            "Then asyncio runs the loop.",
            "New conversation you · yesterday",
            "What is asyncio?",
        ]
        assert window.style_of("asyncio runs").startswith("1;4;")
        assert not window.style_of("Then asyncio").startswith("1;4;")


async def test_enter_takes_the_hit_under_the_cursor() -> None:
    async with showing(searching(Library())) as window:
        window.burst(*"asyncio", "down", "enter")
        assert await window.result() is SECOND


async def test_esc_takes_none() -> None:
    async with showing(searching(Library())) as window:
        window.burst(*"asyncio", "escape")
        assert await window.result() is None


async def test_keys_in_one_burst_ask_once() -> None:
    library = Library()
    async with showing(searching(library)) as window:
        window.burst(*"asyncio")
        await window.sees("Event loops")
        assert library.asked == ["asyncio"]


async def test_it_starts_with_what_was_searched_before() -> None:
    library = Library()
    async with showing(searching(library, "asyncio")) as window:
        await window.sees("Event loops")
        assert library.asked == ["asyncio"]


async def test_without_a_query_it_says_what_can_be_typed() -> None:
    library = Library()
    async with showing(searching(library)) as window:
        await window.sees("All words are found")
        await window.press("enter")
        assert window.results == []
        assert library.asked == []


async def test_nothing_found_and_a_failure_are_told_apart() -> None:
    async with showing(searching(Library())) as window:
        await window.press("z")
        await window.sees("No message has all of this.")
        await window.press("backspace", "!")
        await window.sees("✗ The conversations cannot be read.")
        assert "No message" not in window.text


async def test_while_the_server_is_away_it_says_that_not_everything_is_searched() -> None:
    away = True
    search = Library().search
    async with showing(SearchScreen(search, is_server_away=lambda: away)) as window:
        await window.press("a")
        await window.sees("Event loops")
        assert "only what is known on this machine is searched" in window.text
        await window.press("z")
        await window.sees("No message has all of this.")
        assert "only what is known on this machine is searched" in window.text
        away = False
        await window.press("z")
        await window.until(lambda: "on this machine" not in window.text)


async def test_the_first_hit_of_a_long_sentence_is_in_view() -> None:
    text = f"{'before ' * 30}needle{' behind' * 30}"

    async def search(query: str) -> Sequence[Hit]:
        return [hit(1, "Long", text, "needle")]

    async with showing(SearchScreen(search, needle="needle"), size=(50, 20)) as window:
        await window.sees("…before")
        row = next(row for row in window.painted.rows if "…before" in row)
        assert "needle" in row
        assert row.rstrip(" │").endswith("…")


async def test_an_answer_that_takes_long_is_waited_for_and_said() -> None:
    answer = asyncio.Event()

    async def search(query: str) -> Sequence[Hit]:
        await answer.wait()
        return [FIRST]

    async with showing(SearchScreen(search)) as window:
        window.burst(*"asyncio", "enter")
        await window.sees("Searching …")
        answer.set()
        assert await window.result() is FIRST
