"""An address is shown in whole, with its host marked, before anything is opened."""

from __future__ import annotations

import webbrowser
from typing import TYPE_CHECKING

import pytest

from copilot_tui.ui.link_dialog import LinkDialog
from tests.ui.driving import ENVIRONMENT, Chat, chatting
from tests.ui.in_the_log import copies, open_talk, press_on
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer

DISGUISED = "https://аpple.com/" + "long-way/" * 60 + "end"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that the browser was given."""
    addresses: list[str] = []

    def open_url(url: str) -> bool:
        addresses.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", open_url)
    monkeypatch.setitem(ENVIRONMENT, "BROWSER", "firefox")
    return addresses


async def ask(chat: Chat, content: str) -> None:
    """Press the key that opens the link of a message."""
    await open_talk(chat, "first", content)
    await press_on(chat, content, "o")
    await chat.until(lambda: isinstance(chat.app.screen, LinkDialog))


def add(tmp_path: Path, content: str) -> None:
    """Keep a conversation with this reply."""
    add_conversation(tmp_path, "talk", [("first", content)])


async def test_all_of_the_address_is_shown_and_its_disguise_named(
    tmp_path: Path, server: FakeServer, opened: list[str]
) -> None:
    add(tmp_path, f"See {DISGUISED}")
    async with chatting(tmp_path, server, size=(100, 30)) as chat:
        await ask(chat, f"See {DISGUISED}")
        await chat.until(lambda: "xn--pple-43d.com" in chat.text())
        address = chat.app.screen.query_one("#link-address")
        assert "".join(map(str.strip, chat.rows(address.region))) == DISGUISED
        assert opened == []


async def test_escape_leaves_and_y_copies_and_neither_opens(
    tmp_path: Path, server: FakeServer, opened: list[str]
) -> None:
    add(tmp_path, "[x](https://a.example/)")
    async with chatting(tmp_path, server) as chat:
        await ask(chat, "[x](https://a.example/)")
        await chat.press("escape")
        await chat.until(lambda: chat.app.screen is chat.screen)
        await press_on(chat, "[x](https://a.example/)", "o")
        await chat.until(lambda: isinstance(chat.app.screen, LinkDialog))
        await chat.press("y")
        await chat.until(lambda: copies(tmp_path) == ["https://a.example/"])
        assert opened == []


async def test_a_click_asks_too(tmp_path: Path, server: FakeServer, opened: list[str]) -> None:
    add(tmp_path, "[here](https://a.example/)")
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "first", "[here](https://a.example/)")
        await chat.until(lambda: "here" in chat.log_text())
        row = next(y for y, row in enumerate(chat.rows()) if " here" in row)
        column = chat.rows()[row].index(" here") + 1
        await chat.pilot.click(offset=(column, row))
        await chat.until(lambda: isinstance(chat.app.screen, LinkDialog))
        assert opened == []
        await chat.press("enter")
        await chat.until(lambda: opened == ["https://a.example/"])


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:x", "https://a.example@b.example"]
)
async def test_what_may_not_be_opened_is_refused_wherever_it_comes_from(
    tmp_path: Path, server: FakeServer, opened: list[str], url: str
) -> None:
    async with chatting(tmp_path, server) as chat:
        chat.app.open_url(url)
        await chat.until(lambda: any("is not opened" in text for text in chat.notices()))
        assert opened == []
