"""The real program in a page of a real browser."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyte
import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright, Request, WebSocket

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_BOX = "document.querySelector('.xterm-screen').getBoundingClientRect().toJSON()"
SIZE = (1000, 640)
PATIENCE_OF_A_PAGE = 15.0
"""Seconds after which something that was waited for counts as missing."""


def chromium() -> str:
    """Where Chromium is; the test is left out where there is none."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if found is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    return found


@dataclass
class Serving:
    """A running `copilot-tui serve`.

    Attributes:
        process: of the server.
        url: that it has printed.
    """

    process: subprocess.Popen[str]
    url: str

    @property
    def apps(self) -> list[int]:
        """The processes of the app that it has started and that run."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in path.read_text(encoding="ascii").split()]


@contextmanager
def serving(*arguments: str, home: Path) -> Iterator[Serving]:
    """Run `copilot-tui serve` with an own home folder."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-m", "copilot_tui", "serve", "--port", "0", *arguments],
        env={**kept, "HOME": str(home), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield Serving(process, process.stdout.readline().strip())
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                assert process.wait(15) == 0


@contextmanager
def browser_context(playwright: Playwright, folder: Path) -> Iterator[BrowserContext]:
    """A browser with a new profile, in which nothing may be asked for but on this machine."""
    context = playwright.chromium.launch_persistent_context(
        folder,
        executable_path=chromium(),
        headless=True,
        args=_QUIET,
        viewport={"width": SIZE[0], "height": SIZE[1]},
        permissions=["clipboard-read", "clipboard-write"],
    )
    try:
        yield context
    finally:
        context.close()


@dataclass
class Seen:
    """What a page is told to draw, and what it asks for.

    Attributes:
        page: itself.
        screen: what the page has been told to draw.
        requests: addresses of everything that it has asked for.
        faults: what the browser complains of.
        app: the process that draws.
    """

    page: Page
    app: int = 0
    screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(80, 24))
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stream = pyte.ByteStream(self.screen)
        self.page.on("request", self._asked)
        self.page.on("websocket", self._connected)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console", lambda told: self.faults.append(told.text) if told.type == "error" else None
        )

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _connected(self, socket: WebSocket) -> None:
        self.requests.append(socket.url)
        self.screen.reset()
        size = dict(part.split("=") for part in socket.url.partition("?")[2].split("&"))
        self.screen.resize(int(size["height"]), int(size["width"]))
        socket.on("framereceived", self._received)

    def _received(self, data: bytes | str) -> None:
        if isinstance(data, bytes):
            self._stream.feed(data)

    @property
    def text(self) -> str:
        """All lines of the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def load(self, served: Serving) -> None:
        """Load the page, and wait for the app in it."""
        before = set(served.apps)
        self.page.goto(served.url)
        self.wait_for(" ● g4f")
        (self.app,) = set(served.apps) - before

    def reload(self) -> None:
        """Load the page anew."""
        self.screen.reset()
        self.page.reload()

    def leave(self) -> None:
        """Go to another page, and wait until the process of this one has ended."""
        self.page.goto("about:blank")
        self.wait_for_end_of_app()
        self.screen.reset()

    def wait_for_end_of_app(self) -> None:
        """Let the page go on until its process has ended."""
        self.wait_until(lambda: not Path(f"/proc/{self.app}").exists())

    def middle_of(self, words: str) -> tuple[float, float]:
        """Where the page draws the first character of some words."""
        for row in range(self.screen.lines):
            cells = [self.screen.buffer[row][column].data for column in range(self.screen.columns)]
            before, found, _ = "".join(cells).partition(words)
            if found:
                column = next(at for at in range(len(cells)) if "".join(cells[:at]) == before)
                # The second cell of a wide character is empty.
                column += not cells[column]
                width, height = self.cell
                corner = self.corner
                return corner[0] + (column + 0.5) * width, corner[1] + (row + 0.5) * height
        raise AssertionError(f"no {words!r} on\n{self.text}")

    @property
    def corner(self) -> tuple[float, float]:
        """Where the page's screen begins."""
        box = self.page.evaluate(_BOX)
        return box["x"], box["y"]

    @property
    def cell(self) -> tuple[float, float]:
        """How wide and how high the page draws a cell."""
        box = self.page.evaluate(_BOX)
        return box["width"] / self.screen.columns, box["height"] / self.screen.lines

    def wait_for(self, wanted: str | Callable[[str], bool]) -> str:
        """Let the page go on until its screen holds `wanted`, or satisfies it."""
        reached = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        self.wait_until(lambda: reached(self.text), lambda: f"no {wanted!r} on\n{self.text}")
        return self.text

    def wait_until(
        self, reached: Callable[[], bool], what: Callable[[], str] = lambda: "not reached"
    ) -> None:
        """Let the page go on until something is so."""
        for _ in range(int(PATIENCE_OF_A_PAGE * 100)):
            if reached():
                return
            # Playwright tells what has happened only while it is waited in.
            self.page.wait_for_timeout(10)
        raise AssertionError(what())

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def ask(self, question: str) -> None:
        """Send a message."""
        self.page.keyboard.type(question)
        self.press("Enter")
