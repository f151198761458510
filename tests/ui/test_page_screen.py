"""A page of documentation in the app."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.search_query import locate, parse_query
from copilot_tui.docs.finding import find_in_pages
from copilot_tui.docs.pages import load_pages
from copilot_tui.ui.help_screen import HelpScreen
from copilot_tui.ui.page_screen import PageScreen
from copilot_tui.ui.page_view import PageView
from copilot_tui.ui.picker import Picker
from copilot_tui.ui.theme import LIGHT
from tests.ui.driving import Chat, chatting

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer


async def open_page(chat: Chat, name: str, anchor: str = "") -> PageView:
    """Show a page, and wait until it is drawn."""
    chat.app.push_screen(PageScreen(name, chat.screen._model.keys, anchor=anchor))
    await chat.until(lambda: bool(chat.app.screen.query(PageView)))
    view = chat.app.screen.query_one(PageView)
    await chat.until(lambda: view.virtual_size.height > 0)
    return view


async def test_a_page_scrolls_by_the_keys_of_lists(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        view = await open_page(chat, "configuration")
        await chat.until(lambda: view.max_scroll_y > 0)
        await chat.pause()
        await chat.press("down")
        await chat.until(lambda: view.scroll_offset.y == 1)
        await chat.press("pagedown")
        await chat.until(lambda: view.scroll_offset.y > 10)
        await chat.press("end")
        await chat.until(lambda: view.scroll_offset.y == view.max_scroll_y)
        await chat.until(lambda: "XDG_CONFIG_HOME" in chat.text())
        await chat.press("home")
        await chat.until(lambda: view.scroll_offset.y == 0)


async def test_a_page_leads_to_the_headings_of_those_that_it_names_and_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await open_page(chat, "troubleshooting")
        await chat.press("enter")
        await chat.until(lambda: isinstance(chat.app.screen, Picker))
        await chat.press(*"timeouts")
        await chat.until(lambda: "▌  timeouts" in chat.text())
        await chat.press("enter")
        await chat.until(lambda: "connect = 5" in chat.text())
        await chat.press("escape")
        await chat.until(lambda: "anything odd" in chat.text())
        await chat.press("escape")
        await chat.until(lambda: chat.app.screen is chat.screen)


async def test_another_width_and_theme_keep_the_place(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server, size=(120, 30)) as chat:
        view = await open_page(chat, "configuration", "limits")
        await chat.until(lambda: "line = 2097152" in chat.text())
        chat.app.theme = LIGHT.name
        await chat.pilot.resize_terminal(70, 30)
        await chat.until(lambda: len(chat.rows()[0]) == 70)
        await chat.until(lambda: "line = 2097152" in chat.text())
        assert view.scroll_offset.y > 0


async def test_from_the_prompt_to_a_word_in_a_page_and_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.press("f1")
        await chat.until(lambda: isinstance(chat.app.screen, HelpScreen))
        await chat.press(*"keyring")
        await chat.until(lambda: "The configuration › Profiles" in chat.text())
        await chat.press("enter")
        await chat.until(lambda: "api_key_keyring" in chat.text())
        await chat.press("escape", "escape")
        await chat.until(lambda: chat.app.screen is chat.screen)
        assert chat.composer.has_focus


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_hit_opens_its_page_with_its_heading_and_its_words_in_view(
    tmp_path: Path, server: FakeServer, size: tuple[int, int]
) -> None:
    async with chatting(tmp_path, server, size=size) as chat:
        keys = chat.screen._model.keys
        for query, page, heading in (
            ("serve browser", "commands", "serve"),
            ("stats", "commands", "stats"),
            ("exit", "commands", "Exit statuses"),
            ("thread", "models", "Dialects and threads"),
        ):
            hits = find_in_pages(load_pages(keys), query)
            hit = next(it for it in hits if it.section.page == page)
            assert hit.section.heading == heading
            screen = PageScreen(page, keys, place=hit.start, query=query)
            chat.app.push_screen(screen)
            await chat.until(partial(is_in_view, screen, heading, query))
            chat.app.pop_screen()


def is_in_view(screen: PageScreen, heading: str, query: str) -> bool:
    """Whether a page shows a heading, and in it or below it words of a query."""
    for view in screen.query(PageView):
        top = view.scroll_offset.y
        shown = [line.text.strip() for line in view._lines[top : top + view.size.height]]
        words = parse_query(query)
        if top and heading in shown:
            return any(locate(line, words) for line in shown[shown.index(heading) :])
    return False
