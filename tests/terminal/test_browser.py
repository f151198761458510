"""Opening an address in the browser, where there is one."""

from __future__ import annotations

import subprocess
import sys
import webbrowser

import pytest

from copilot_tui.terminal.browser import has_browser, open_in_browser

URL = "https://example.org/"


@pytest.mark.parametrize(
    ("environ", "platform", "there_is"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"BROWSER": "firefox"}, "linux", True),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_browser_that_would_draw_into_the_terminal_is_none(
    environ: dict[str, str], platform: str, there_is: bool
) -> None:
    assert has_browser(environ, platform) is there_is


async def test_an_address_is_opened_once_and_only_where_there_is_a_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[str] = []

    def open_url(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", open_url)
    assert not await open_in_browser(URL, {})
    assert opened == []
    assert await open_in_browser(URL, {"BROWSER": "firefox"})
    assert opened == [URL]


async def test_a_browser_that_does_not_start_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(url: str) -> bool:
        raise webbrowser.Error(f"could not locate runnable browser for {url}")

    monkeypatch.setattr(webbrowser, "open", fail)
    assert not await open_in_browser(URL, {"DISPLAY": ":0"})


HANG = """
import asyncio, threading, webbrowser
from copilot_tui.terminal.browser import open_in_browser

begun = threading.Event()

def hang(url):
    begun.set()
    threading.Event().wait()

webbrowser.open = hang

async def main():
    opening = asyncio.ensure_future(open_in_browser("https://example.org/", {"DISPLAY": ":0"}))
    while not begun.is_set():
        await asyncio.sleep(0)

asyncio.run(main())
"""


def test_a_browser_that_hangs_does_not_keep_the_app_from_ending() -> None:
    subprocess.run([sys.executable, "-c", HANG], check=True, timeout=30)
