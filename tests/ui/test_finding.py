"""Finding words: in the open conversation, then in all of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.ui.search_screen import SearchScreen
from tests.ui.driving import Chat, chatting
from tests.ui.in_the_log import contents, exchange, press_on, shows, under_cursor
from tests.ui.preparing import add_conversation, scripted

if TYPE_CHECKING:
    from copilot_tui.store.store import Store
    from tests.servers_fake import FakeServer

FRUIT = (("apples?", "An apple a day."), ("pears?", "Pears too."), ("more?", "Apple pie."))


async def open_fruit(chat: Chat) -> None:
    """Open the conversation about fruit and go to its prompt."""
    await chat.until(lambda: chat.sidebar.last is not None)
    await chat.choose("fruit")
    await chat.until(lambda: contents(chat)[-1:] == ["Apple pie."])
    await chat.focus_is(chat.composer)


async def hits_are(chat: Chat, count: str) -> None:
    """Wait until the line for finding tells this number of hits."""
    await chat.until(lambda: count in chat.text(chat.pane.find_bar))


def on(chat: Chat, content: str) -> bool:
    """Whether the cursor is on the message of this content."""
    message = under_cursor(chat)
    return message is not None and message.content == content


async def search_shows(chat: Chat, text: str) -> None:
    """Wait until the search in all conversations shows a text."""
    await chat.until(
        lambda: isinstance(chat.app.screen, SearchScreen) and any(text in r for r in chat.rows())
    )


async def chosen(chat: Chat) -> None:
    """Take the first hit and be back in the chat."""
    await chat.press("enter")
    await chat.until(lambda: chat.app.screen is chat.screen)


async def test_ctrl_f_counts_what_is_typed_and_goes_from_hit_to_hit(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "fruit", FRUIT)
    async with chatting(tmp_path, server) as chat:
        await open_fruit(chat)
        chat.burst("ctrl+f", *"apple")
        await hits_are(chat, "1/3")
        assert on(chat, "Apple pie.")
        await chat.press("enter")
        await hits_are(chat, "2/3")
        assert on(chat, "An apple a day.")
        await chat.press("up")
        await hits_are(chat, "3/3")
        assert on(chat, "apples?")
        await chat.press("down")
        await hits_are(chat, "2/3")
        chat.burst(*"xyz")
        await hits_are(chat, "no hits")


async def test_escape_leaves_the_cursor_on_the_hit_and_n_goes_on(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "fruit", FRUIT)
    async with chatting(tmp_path, server) as chat:
        await open_fruit(chat)
        chat.burst("ctrl+f", *"apple", "enter")
        await hits_are(chat, "2/3")
        await chat.press("escape")
        await chat.focus_is(chat.log)
        await chat.until(lambda: not chat.pane.find_bar.is_open)
        assert on(chat, "An apple a day.")
        await chat.press("n")
        assert on(chat, "apples?")
        await chat.press("N", "N")
        assert on(chat, "Apple pie.")
        await chat.press("escape", "escape")
        await chat.focus_is(chat.composer)


async def test_ctrl_f_twice_searches_everywhere_for_what_was_typed(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "fruit", FRUIT)
    add_conversation(tmp_path, "cake", [("which?", "The one with plums and walnuts.")])
    async with chatting(tmp_path, server) as chat:
        await open_fruit(chat)
        chat.burst("ctrl+f", *"walnuts", "ctrl+f")
        await search_shows(chat, "plums and walnuts")
        await chosen(chat)
        await chat.open_is("cake")
        await chat.until(lambda: on(chat, "The one with plums and walnuts."))
        await chat.focus_is(chat.log)
        chat.burst("ctrl+o", "enter")
        await chat.open_is("fruit")
        await chat.focus_is(chat.composer)


async def test_a_hit_on_another_branch_is_gone_to(tmp_path: Path, server: FakeServer) -> None:
    server.answer(scripted("About walnuts."), scripted("About plums."))
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "cake", "About walnuts.")
        await press_on(chat, "cake", "r")
        await shows(chat, "cake", "About plums.")
        await chat.answered()
        chat.burst("ctrl+f", "ctrl+f", *"walnuts")
        await search_shows(chat, "About walnuts.")
        await chosen(chat)
        await shows(chat, "cake", "About walnuts.")
        await chat.until(lambda: on(chat, "About walnuts."))
        await chat.until(lambda: "‹ 1/2 ›" in chat.log_text())


async def test_a_hit_deep_in_a_long_conversation_is_gone_to_and_seen(
    tmp_path: Path, server: FakeServer
) -> None:
    talk = [(f"q{number}", f"a{number}") for number in range(150)]
    talk[20] = ("where?", "The needle is here.")
    add_conversation(tmp_path, "long", talk)
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        chat.burst("ctrl+f", *"needle", "ctrl+f")
        await search_shows(chat, "The needle is here.")
        await chosen(chat)
        await chat.until(lambda: "The needle is here." in chat.log_rows())
        assert on(chat, "The needle is here.")
        await chat.until(lambda: len(contents(chat)) == 300)
        assert "The needle is here." in chat.log_rows()


@pytest.mark.parametrize("command", ["/find", "/search"])
async def test_words_behind_a_command_are_looked_for_at_once(
    tmp_path: Path, server: FakeServer, command: str
) -> None:
    add_conversation(tmp_path, "fruit", FRUIT)
    async with chatting(tmp_path, server) as chat:
        await open_fruit(chat)
        chat.burst(*f"{command} pears too", "enter")
        if command == "/find":
            await hits_are(chat, "1/1")
            assert on(chat, "Pears too.")
        else:
            await search_shows(chat, "Pears too.")
            await chosen(chat)
            await chat.until(lambda: on(chat, "Pears too."))
            await chat.is_read()
            assert on(chat, "Pears too.")
        assert chat.composer.text == ""


async def test_a_hit_that_was_deleted_meanwhile_is_told_of(
    tmp_path: Path, server: FakeServer
) -> None:
    row = add_conversation(tmp_path, "cake", [("which?", "With walnuts.")])
    async with chatting(tmp_path, server) as chat:
        chat.burst("ctrl+f", *"walnuts", "ctrl+f")
        await search_shows(chat, "With walnuts.")

        def delete(store: Store) -> None:
            leaf = store.conversations.get(row).active_leaf
            assert leaf is not None
            store.messages.delete(leaf)

        await chat.store.run(delete)
        await chosen(chat)
        await chat.until(lambda: any("message" in text for text in chat.notices()))
        await chat.press("escape", "escape")
        await chat.focus_is(chat.composer)
        await chat.type("still here")
