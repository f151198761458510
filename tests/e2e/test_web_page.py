"""The app in a page of real Chromium."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.e2e.web_page import Seen, Serving, browser_context, chromium, serving
from tests.servers_fake import FakeServer, Gate, in_thread
from tests.ui.preparing import scripted, scripted_server

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    chromium()
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with (
        api.sync_playwright() as playwright,
        browser_context(playwright, tmp_path_factory.mktemp("profile")) as context,
    ):
        yield context


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeServer]:
    with in_thread(scripted_server()) as running:
        yield running


@pytest.fixture(scope="module")
def served(
    browser: BrowserContext, fake: FakeServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    with serving("--url", fake.url, home=tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def seen(browser: BrowserContext, served: Serving) -> Iterator[Seen]:
    """A page that is loaded, with the app in it."""
    page = Seen(browser.new_page())
    page.load(served)
    yield page
    page.page.close()


def clipboard(page: Page, new: str | None = None) -> str:
    """What the browser would paste; and give it something else to paste.

    The page itself is not offered to read it.
    """
    reader = page.context.new_page()
    reader.goto(page.url.partition("?")[0] + "static/icon.svg")
    text: str = reader.evaluate("navigator.clipboard.readText()")
    if new is not None:
        reader.evaluate("text => navigator.clipboard.writeText(text)", new)
    reader.close()
    page.bring_to_front()
    return text


def test_a_chat_in_a_page(seen: Seen, fake: FakeServer, served: Serving) -> None:
    page, gate = seen.page, Gate()
    fake.answer(scripted("One two **three**. ", gate, "Four, 你好.\n\n```python\nprint(5)\n```\n"))
    seen.ask("Count, please: ёж 你好")
    seen.wait_for("One two three.")
    assert gate.wait_reached()
    page.keyboard.type("half a dra")
    seen.wait_for("half a dra")

    # A reply that is under way goes on while its page is loaded anew.
    seen.reload()
    seen.wait_for(lambda text: "One two three." in text and "half a dra" in text)
    gate.open()
    seen.wait_for("Four, 你好.")
    assert seen.app in served.apps

    # Pasted by the browser's own key, copied by the app.
    clipboard(page, "pasted\x1b[A text\nof two lines")
    seen.press("Control+v")
    seen.wait_for(lambda text: "pasted␛[A text" in text and "of two lines" in text)
    seen.press("Tab", "y")
    seen.wait_for("Copied 5 lines in the browser.")
    copied = "One two **three**. Four, 你好.\n\n```python\nprint(5)\n```\n"
    seen.wait_until(lambda: clipboard(page) == copied)

    # Another conversation, by the key that reaches a page, and back; the title of the page
    # tells of an answer that came unseen.
    seen.press("Alt+n")
    seen.wait_for("start another conversation at any time")
    unseen = Gate()
    fake.answer(scripted("So ", unseen, "far."))
    seen.ask("Something else")
    seen.wait_for(lambda text: "  So\n" in text)
    seen.press("Control+o", "Enter")
    seen.wait_for(lambda text: "print(5)" in text and "of two lines" in text)
    unseen.open()
    seen.wait_until(lambda: page.title() == "● answered: Something else", page.title)
    assert seen.faults == []


def test_a_page_is_drawn_where_it_belongs_from_what_is_ours(seen: Seen, served: Serving) -> None:
    seen.page.keyboard.type("wide 你好!")
    seen.wait_for("wide 你好!")
    # Mouse, font and app agree on where a cell is, also behind wide characters.
    seen.page.mouse.click(*seen.middle_of("!"))
    seen.page.keyboard.type("x")
    seen.wait_for("wide 你好x!")

    width, height = seen.cell
    seen.page.set_viewport_size({"width": 600, "height": 400})
    seen.screen.resize(int(392 / height), int(592 / width))
    seen.wait_until(lambda: seen.cell == (width, height), lambda: f"{seen.cell}")
    assert seen.corner[0] + width * seen.screen.columns <= 600
    assert seen.corner[1] + height * seen.screen.lines <= 400
    seen.wait_for(lambda text: "wide 你好x!" in text and " ● g4f" in text.splitlines()[-1])

    # Nothing comes from anywhere else, whatever is in the chat.
    seen.ask(" and ![a picture](http://192.0.2.1/x.png) and http://192.0.2.1/")
    seen.wait_for("Hello from the fake server.")

    assert {urlsplit(url).netloc for url in seen.requests} == {urlsplit(served.url).netloc}
    names = {urlsplit(url).path.rpartition("/")[2] for url in seen.requests}
    assert names >= {"textual.js", "page.js", "xterm.css", "RobotoMono.ttf"}
    assert seen.page.evaluate("document.fonts.check('16px \"Roboto Mono\"')")
    assert seen.page.url == served.url.partition("?")[0]
    assert "token" not in seen.page.evaluate("document.cookie")
    refused = "fetch('http://192.0.2.1/').then(() => 'let through', () => 'refused')"
    assert seen.page.evaluate(refused) == "refused"
    assert any("Content Security Policy" in fault for fault in seen.faults)


def test_what_leads_out_of_a_page(seen: Seen, fake: FakeServer) -> None:
    context, link = seen.page.context, "http://127.0.0.1:1/there"
    context.route("http://127.0.0.1:1/**", lambda route: route.fulfill(body="There it is."))
    fake.answer(scripted(f"Look at {link} now."))
    seen.ask("Where?")
    seen.wait_for("there now.")

    # A click alone opens nothing but the question.
    before = len(context.pages)
    seen.page.mouse.click(*seen.middle_of("/there now"))
    seen.wait_for("Open this address?")
    assert len(context.pages) == before

    with context.expect_page() as opened:
        seen.press("Enter")
    opened.value.wait_for_url(link)
    assert opened.value.evaluate("window.opener") is None
    opened.value.close()

    # What cannot be had is refused with words; keys that reach a page are in the help.
    seen.press("Control+g")
    seen.wait_for("An editor cannot be opened here.")
    seen.press("Alt+t")
    seen.wait_for("filter")
    seen.press("F1")
    seen.wait_for("type to search")
    seen.page.keyboard.type("quit")
    seen.wait_for("alt+q ctrl+q")
    seen.press("Escape", "Alt+q")

    seen.page.get_by_text("You have quit.").wait_for()
    seen.wait_for_end_of_app()
    seen.page.get_by_role("button", name="Open it again").click()
    seen.wait_for(" ● g4f")


def test_a_closed_page_ends_its_process_and_its_tab_finds_the_chat_again(
    seen: Seen, served: Serving
) -> None:
    seen.ask("Keep this")
    seen.wait_for("Hello from the fake server.")
    seen.page.keyboard.type("and this draft")
    seen.wait_for("and this draft")

    seen.leave()
    seen.page.goto(served.url)

    seen.wait_for(lambda text: "Hello from the fake server." in text and "and this draft" in text)


def test_nothing_is_left_of_a_server_that_was_killed(
    browser: BrowserContext, fake: FakeServer, home: Path
) -> None:
    with serving("--url", fake.url, home=home) as served:
        seen = Seen(browser.new_page())
        seen.load(served)

        served.process.send_signal(signal.SIGKILL)

        seen.wait_for_end_of_app()
        seen.page.get_by_text("The connection was lost. The chat is kept.").wait_for()
        seen.page.close()
