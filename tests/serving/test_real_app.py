"""The real program behind a page that is no browser's."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from subprocess import PIPE
from typing import TYPE_CHECKING

import pyte
import pytest
from aiohttp import (
    ClientSession,
    ClientWebSocketResponse,
    CookieJar,
    WSMsgType,
)
from textual_serve.app_service import AppService

from copilot_tui.chat.conversation import Status
from copilot_tui.terminal.web_page import page_environment
from tests.e2e.chatting import stored
from tests.servers_fake import FakeServer, Gate, in_thread
from tests.serving.serving import PATIENCE, TAB
from tests.store.support import unsent_in_new
from tests.ui.preparing import scripted, scripted_server

if TYPE_CHECKING:
    from copilot_tui.store.store import Store

COLUMNS, ROWS = 100, 30


class Page:
    """What a page is told to draw."""

    def __init__(self, connection: ClientWebSocketResponse) -> None:
        self._connection = connection
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)

    async def until(self, words: str) -> None:
        """Draw until these words are on the screen."""
        async with asyncio.timeout(PATIENCE):
            while words not in "\n".join(self._screen.display):
                message = await self._connection.receive()
                assert message.type in (WSMsgType.BINARY, WSMsgType.TEXT), message
                if message.type is WSMsgType.BINARY:
                    self._stream.feed(message.data)

    async def type(self, keys: str) -> None:
        await self._connection.send_json(["stdin", keys])


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    with in_thread(scripted_server()) as running:
        yield running


@pytest.fixture
def served(tmp_path: Path, fake: FakeServer) -> Iterator[subprocess.Popen[str]]:
    """A running `copilot-tui serve`."""
    path = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    with subprocess.Popen(
        [sys.executable, "-m", "copilot_tui", "serve", "--port", "0", "--url", fake.url],
        env={**path, "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        yield process
        process.kill()


@asynccontextmanager
async def loaded(served: subprocess.Popen[str]) -> AsyncIterator[Page]:
    """A page with the app in it."""
    assert served.stdout is not None
    base, _, token = served.stdout.readline().strip().partition("/?token=")
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
        await client.get(f"{base}/?token={token}")
        path = f"/tabs/{TAB}/{token}?width={COLUMNS}&height={ROWS}"
        async with client.ws_connect(f"{base}{path}", headers={"Origin": base}) as connection:
            page = Page(connection)
            await page.until(" ● g4f")
            yield page


def is_answered(store: Store) -> bool:
    """Whether the newest conversation has a whole answer."""
    leaves = [found.active_leaf for found in store.conversations.recent(limit=1)]
    return any(leaf and store.tree.get(leaf).status is Status.COMPLETE for leaf in leaves)


def wait_while_running(app: subprocess.Popen[bytes], reached: Callable[[], bool]) -> None:
    """Wait until something is so that the program does."""
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline
        with suppress(subprocess.TimeoutExpired):
            app.wait(0.02)


@pytest.mark.slow
def test_a_server_that_takes_nothing_holds_nothing_up(fake: FakeServer, tmp_path: Path) -> None:
    line = "A line that is long enough to be worth drawing, and another one after it.\n\n"
    gate = Gate()
    fake.answer(scripted("So: ", gate, *[line] * 1_000))
    environ = page_environment({"PATH": os.environ["PATH"], "HOME": str(tmp_path)}, COLUMNS, ROWS)
    command = [sys.executable, "-m", "copilot_tui", "--url", fake.url]
    with subprocess.Popen(command, env=environ, stdin=PIPE, stdout=PIPE, bufsize=0) as app:
        assert app.stdin is not None
        assert app.stdout is not None
        try:
            drawn = b""
            while b" g4f" not in drawn:
                drawn += app.stdout.read(1_000)
            # A pipe takes 64 KiB. Nothing is read from here on: it is full after some frames.
            app.stdin.write(AppService.encode_packet(b"D", b"Much, please\r"))
            assert gate.wait_reached(PATIENCE)
            large = b'{"type": "resize", "width": 300, "height": 150}'
            app.stdin.write(AppService.encode_packet(b"M", large))
            gate.open()
            with stored(tmp_path) as store:
                wait_while_running(app, lambda: is_answered(store))
            app.stdin.write(AppService.encode_packet(b"M", b'{"type": "quit"}'))
            assert app.wait(PATIENCE) == 0
        finally:
            app.kill()


@pytest.mark.slow
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
async def test_ending_the_server_keeps_what_its_apps_had(
    served: subprocess.Popen[str], tmp_path: Path, number: signal.Signals, status: int
) -> None:
    async with loaded(served) as page:
        await page.type("half a dra")
        await page.until("half a dra")

        served.send_signal(number)

        assert await asyncio.to_thread(served.wait, PATIENCE) == status
        with stored(tmp_path) as store:
            assert unsent_in_new(store) == ["half a dra"]
