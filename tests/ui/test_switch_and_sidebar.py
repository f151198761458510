"""Going to other conversations by their titles, and keeping them in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.ui.messages import ConversationTouched
from copilot_tui.ui.switcher import STREAMING, UNREAD, Switcher
from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.in_the_log import contents, exchange, press_on, shows
from tests.ui.preparing import add_conversation, scripted
from tests.ui.waiting import wait_until

if TYPE_CHECKING:
    from copilot_tui.store.store import Store

TITLES = ("Trip to Oslo", "Tax letter", "Regex for dates")


def add_titles(folder: Path) -> None:
    """Conversations of several titles."""
    for title in TITLES:
        add_conversation(folder, title, [("question", f"about {title}")])


def listed(chat: Chat) -> list[str]:
    """The titles that the sidebar shows, in its order."""
    rows = chat.rows(chat.sidebar.region)
    return [title for row in rows for title in TITLES if title in row]


@asynccontextmanager
async def listing(folder: Path, server: FakeServer) -> AsyncIterator[Chat]:
    """The app with such conversations, all of them in the sidebar."""
    add_titles(folder)
    async with chatting(folder, server) as chat:
        await chat.until(lambda: len(listed(chat)) == len(TITLES))
        yield chat


def in_log(chat: Chat) -> set[int]:
    """The conversations that the messages in the log are of."""
    return {item.message.conversation for item in chat.log._view.items}


def switcher_row(chat: Chat, title: str) -> str:
    """The row of a conversation in the switcher; empty when it is not there."""
    if not isinstance(chat.app.screen, Switcher):
        return ""
    middle = len(chat.rows()[0]) // 2
    rows = [row for row in chat.rows() if title in row and row.index(title) < middle]
    return rows[-1] if rows else ""


async def test_ctrl_o_enter_goes_to_the_previous_conversation_and_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with listing(tmp_path, server) as chat:
        await chat.choose("Tax letter")
        await chat.until(lambda: "about Tax letter" in chat.log_rows())
        await chat.choose("Trip to Oslo")
        await chat.until(lambda: "about Trip to Oslo" in chat.log_rows())
        for title in ("Tax letter", "Trip to Oslo", "Tax letter"):
            chat.burst("ctrl+o", "enter")
            await chat.open_is(title)
            await chat.until(lambda title=title: f"about {title}" in chat.log_rows())  # type: ignore[misc]


async def test_the_switcher_marks_what_streams_and_what_nobody_has_seen(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Quick."), scripted("Slow", gate, "."))
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "quick one", "Quick.")
        await chat.store.run(lambda store: store.conversations.set_unread(1, unread=True))
        await chat.start_new()
        await chat.send("slow one")
        await chat.until(lambda: "Slow" in chat.log_rows())
        await chat.start_new()
        await chat.press("ctrl+o")
        await chat.until(lambda: STREAMING in switcher_row(chat, "slow one"))
        await chat.until(lambda: UNREAD in switcher_row(chat, "quick one"))
        await chat.press("escape")
        gate.open()
        await chat.answered()


async def test_a_title_that_no_conversation_has_begins_a_new_one_with_these_words(
    tmp_path: Path, server: FakeServer
) -> None:
    add_titles(tmp_path)
    async with chatting(tmp_path, server) as chat:
        await chat.choose("Tax letter")
        chat.burst("ctrl+o", *"why is it so?", "enter")
        await chat.until(lambda: chat.pane.conversation is None)
        await chat.until(lambda: chat.composer.text == "why is it so?")
        await chat.focus_is(chat.composer)


async def test_words_behind_switch_narrow_the_list(tmp_path: Path, server: FakeServer) -> None:
    add_titles(tmp_path)
    async with chatting(tmp_path, server) as chat:
        chat.burst(*"/switch oslo", "enter")
        await chat.until(lambda: "Oslo" in switcher_row(chat, "Trip to Oslo"))
        await chat.until(lambda: switcher_row(chat, "Tax letter") == "")
        await chat.press("enter")
        await chat.open_is("Trip to Oslo")


async def test_the_sidebar_narrows_as_one_types_and_escape_shows_all_again(
    tmp_path: Path, server: FakeServer
) -> None:
    async with listing(tmp_path, server) as chat:
        await chat.press("ctrl+t", "/")
        chat.burst(*"reg")
        await chat.until(lambda: listed(chat) == ["Regex for dates"])
        await chat.press("escape")
        await chat.until(lambda: len(listed(chat)) == 3)
        await chat.focus_is(chat.sidebar)
        await chat.press("escape")
        await chat.focus_is(chat.composer)


async def test_enter_right_behind_the_letters_opens_what_they_mean(
    tmp_path: Path, server: FakeServer
) -> None:
    async with listing(tmp_path, server) as chat:
        await chat.press("ctrl+t", "/")
        await chat.focus_is(chat.screen.sidebar.filter)
        chat.burst(*"oslo", "enter")
        await chat.open_is("Trip to Oslo")
        await chat.focus_is(chat.composer)


async def test_a_reply_that_ends_elsewhere_does_not_come_into_the_filtered_list(
    tmp_path: Path, server: FakeServer
) -> None:
    add_titles(tmp_path)
    gate = Gate()
    server.answer(scripted("So", gate, "."))
    async with chatting(tmp_path, server) as chat:
        await chat.choose("Tax letter")
        await chat.send("go on")
        await chat.until(lambda: "So" in chat.log_rows())
        await chat.press("ctrl+t", "/")
        chat.burst(*"reg")
        await chat.until(lambda: listed(chat) == ["Regex for dates"])
        gate.open()
        await chat.answered()
        await chat.until(lambda: contents(chat)[-1] == "So.")
        await chat.pause()
        assert listed(chat) == ["Regex for dates"]


async def test_p_keeps_a_conversation_on_top_until_it_is_pressed_again(
    tmp_path: Path, server: FakeServer
) -> None:
    add_titles(tmp_path)
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: listed(chat) == [*reversed(TITLES)])
        await chat.press_in_sidebar("Trip to Oslo", "p")
        await chat.until(lambda: listed(chat)[0] == "Trip to Oslo")
        await chat.until(lambda: any("stays on top" in text for text in chat.notices()))
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: listed(chat)[:1] == ["Trip to Oslo"])
        await chat.press_in_sidebar("Trip to Oslo", "p")
        await chat.until(lambda: listed(chat) == [*reversed(TITLES)])


async def test_c_goes_on_in_a_copy_that_has_all_branches(
    tmp_path: Path, server: FakeServer
) -> None:
    server.answer(scripted("Un."), scripted("Deux."), scripted("Trois."))
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "numbers", "Un.")
        await press_on(chat, "Un.", "r")
        await shows(chat, "numbers", "Deux.")
        await chat.answered()
        original = chat.opened.id
        await chat.press_in_sidebar("numbers", "c")
        await chat.open_is("numbers (copy)")
        await chat.until(lambda: in_log(chat) == {chat.opened.id} - {original})
        await shows(chat, "numbers", "Deux.")
        await press_on(chat, "Deux.", "[")
        await shows(chat, "numbers", "Un.")
        await chat.press("escape")
        await exchange(chat, "more", "Trois.")

        def leaf_of_original(store: Store) -> str:
            leaf = store.conversations.get(original).active_leaf
            assert leaf is not None
            return store.tree.get(leaf).content

        assert await chat.store.run(leaf_of_original) == "Deux."


async def test_words_behind_rename_are_the_new_title(tmp_path: Path, server: FakeServer) -> None:
    add_titles(tmp_path)
    async with chatting(tmp_path, server) as chat:
        await chat.choose("Tax letter")
        chat.burst(*"/rename [/]  the second", "enter")
        await chat.open_is("[/] the second")
        await chat.until(lambda: "[/] the second" in chat.text(chat.sidebar))
        await chat.start_new()
        chat.burst(*"/rename nothing", "enter")
        await chat.until(lambda: any("no conversation yet" in text for text in chat.notices()))


async def test_an_older_state_never_takes_the_place_of_a_newer_one(
    tmp_path: Path, server: FakeServer
) -> None:
    add_titles(tmp_path)
    async with chatting(tmp_path, server) as chat:
        await chat.choose("Tax letter")
        await chat.until(lambda: "about Tax letter" in chat.log_text())
        older, busy = chat.opened, asyncio.Event()
        chat.pane.call_later(busy.wait)
        chat.pane.touched(older)
        chat.pane.screen.post_message(ConversationTouched(replace(older, title="newer")))
        await wait_until(lambda: chat.opened.title == "newer")
        busy.set()
        await chat.pilot.pause()
        assert chat.opened.title == "newer"


async def test_the_list_is_not_scrolled_by_having_been_hidden_in_a_narrow_terminal(
    tmp_path: Path, server: FakeServer
) -> None:
    for number in range(30):
        add_conversation(tmp_path, f"talk {number:02}", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("talk 25")
        before = chat.rows(chat.sidebar.region)[:3]
        await chat.resize(50, 24)
        await chat.until(lambda: not chat.sidebar.is_on_screen)
        await chat.start_new()
        chat.burst("ctrl+o", "enter")
        await chat.open_is("talk 25")
        await chat.resize(80, 24)
        await chat.until(lambda: chat.rows(chat.sidebar.region)[:3] == before)
