"""The picture of the app in a real browser."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from assets.scenes import ANSWER, EARLIER, HELLO
from tests.e2e.web_page import browser_context, serving
from tests.scripted_answers import reply
from tests.servers_fake import in_thread
from tests.ui.preparing import add_conversation, scripted_server

WEB: Final = "web"
_SECONDS_TO_DRAW: Final = 3.0


def web_page(target: Path) -> None:
    """Open the app in a page, ask something, and save what is seen."""
    server = scripted_server()
    server.answer(reply(ANSWER, provider="Copilot"))
    with tempfile.TemporaryDirectory() as folder, in_thread(server), sync_playwright() as browser:
        home = Path(folder)
        for question, answer in EARLIER:
            add_conversation(home / ".local/share/copilot-tui", question, [(question, answer)])
        profile = home / "browser"
        with (
            serving("--url", server.url, home=home) as served,
            browser_context(browser, profile) as context,
        ):
            page = context.pages[0]
            page.goto(served.url)
            page.wait_for_selector(".xterm-screen")
            time.sleep(_SECONDS_TO_DRAW)
            page.keyboard.type(HELLO, delay=20)
            page.keyboard.press("Enter")
            time.sleep(_SECONDS_TO_DRAW)
            page.screenshot(path=target)
