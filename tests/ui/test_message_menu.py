"""What can be done with a message: all of it in a list, quoting it, opening its links."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.ui.link_dialog import LinkDialog
from tests.ui.driving import ENVIRONMENT, Chat, chatting
from tests.ui.in_the_log import copies, open_talk, press_on, shows
from tests.ui.preparing import add_conversation, scripted

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer

BARE = "No link and no code."
LINKED = "See [the docs](https://docs.example/) and <https://other.example/>.\n\n```\ncode\n```"
ONE_LINK = "See https://only.example/ for more."


def asked(chat: Chat) -> str:
    """The question whether to open an address; empty when there is none."""
    return chat.text() if isinstance(chat.app.screen, LinkDialog) else ""


async def menu_of(chat: Chat, content: str) -> list[str]:
    """Open the menu of a message and tell what it offers."""
    await press_on(chat, content, "enter")
    await chat.until(lambda: any("This message" in row for row in chat.rows()))
    await chat.until(lambda: bool(_offered(chat)))
    return [line.strip(" ▌").split("/")[1].strip() for line in _offered(chat)]


def _offered(chat: Chat) -> list[str]:
    return [row.split("│")[1] for row in chat.rows() if row.count("│") == 2 and "/" in row]


async def test_the_menu_offers_what_makes_sense_for_the_message(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "talk", [("first", BARE), ("second", LINKED)])
    async with chatting(tmp_path, server, size=(100, 40)) as chat:
        await open_talk(chat, "first", BARE, "second", LINKED)
        assert await menu_of(chat, "first") == [
            *("copy", "edit", "retry", "quote", "fold", "remove", "cut")
        ]
        await chat.leave_dialogs()
        assert await menu_of(chat, BARE) == [
            *("copy", "retry", "continue", "quote", "fold", "remove", "cut")
        ]
        await chat.leave_dialogs()
        assert {"code", "links"} <= set(await menu_of(chat, LINKED))
        await chat.leave_dialogs()
        assert chat.log.has_focus


async def test_versions_are_offered_where_there_are_several(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "talk", [("first", BARE)])
    server.answer(scripted("Another one."))
    async with chatting(tmp_path, server, size=(100, 40)) as chat:
        await open_talk(chat, "first", BARE)
        await press_on(chat, BARE, "r")
        await shows(chat, "first", "Another one.")
        await chat.answered()
        await chat.until(lambda: "‹ 2/2 ›" in chat.log_text())
        assert {"back", "forward"} <= set(await menu_of(chat, "Another one."))


@pytest.mark.parametrize("keys", [("e",), ("down", "enter")])
async def test_its_letter_or_enter_does_it(
    tmp_path: Path, server: FakeServer, keys: tuple[str, ...]
) -> None:
    add_conversation(tmp_path, "talk", [("first", BARE)])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "first", BARE)
        await menu_of(chat, "first")
        chat.burst(*keys)
        await chat.until(lambda: chat.composer.text == "first")
        await chat.until(lambda: "Editing an earlier message" in chat.text())


async def test_a_quotation_stands_before_what_is_typed(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "talk", [("first", "one\n\ntwo")])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "first", "one\n\ntwo")
        await chat.type("But why?")
        await press_on(chat, "one\n\ntwo", ">")
        await chat.until(lambda: chat.composer.text == "> one\n>\n> two\n\nBut why?")
        await chat.focus_is(chat.composer)


async def test_the_only_link_is_shown_before_it_is_opened(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", open_url)
    monkeypatch.setitem(ENVIRONMENT, "BROWSER", "firefox")
    add_conversation(tmp_path, "talk", [("first", ONE_LINK)])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "first", ONE_LINK)
        await press_on(chat, ONE_LINK, "o")
        await chat.until(lambda: "https://only.example/" in asked(chat))
        assert opened == []
        await chat.press("enter")
        await chat.until(lambda: opened == ["https://only.example/"])
        await chat.until(lambda: any("https://only.example/" in text for text in chat.notices()))


async def test_of_several_links_one_is_chosen_and_without_a_browser_it_is_copied(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "talk", [("first", LINKED)])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "first", LINKED)
        await press_on(chat, LINKED, "o")
        await chat.until(lambda: "docs.example" in chat.text() and "other.example" in chat.text())
        chat.burst("down", "enter")
        await chat.until(lambda: "https://other.example/" in asked(chat))
        await chat.press("enter")
        await chat.until(lambda: copies(tmp_path) == ["https://other.example/"])
        await chat.until(lambda: any("There is no browser" in text for text in chat.notices()))


async def test_a_message_without_links_says_so(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "talk", [("first", BARE)])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "first", BARE)
        await press_on(chat, BARE, "o")
        await chat.until(lambda: any("no link" in text for text in chat.notices()))
