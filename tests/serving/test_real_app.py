"""The real program behind a page that is no browser's."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyte
import pytest
from aiohttp import (
    AddrInfoType,
    ClientSession,
    ClientWebSocketResponse,
    CookieJar,
    TCPConnector,
    WSMsgType,
)

from copilot_tui.chat.conversation import Status
from tests.e2e.chatting import stored
from tests.servers_fake import FakeServer, in_thread
from tests.serving.serving import PATIENCE, TAB
from tests.ui.preparing import scripted, scripted_server
from tests.ui.waiting import wait_until

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


def small_socket(address: AddrInfoType) -> socket.socket:
    """A socket in which little waits that is not read."""
    family, kind, protocol, _, _ = address
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    return made


@asynccontextmanager
async def loaded(served: subprocess.Popen[str]) -> AsyncIterator[Page]:
    """A page with the app in it."""
    assert served.stdout is not None
    base, _, token = served.stdout.readline().strip().partition("/?token=")
    connector = TCPConnector(socket_factory=small_socket)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True), connector=connector) as client:
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


@pytest.mark.slow
async def test_a_page_that_takes_nothing_holds_nothing_up(
    served: subprocess.Popen[str], fake: FakeServer, tmp_path: Path
) -> None:
    line = "A line that is long enough to be worth drawing, and another one after it.\n\n"
    fake.answer(scripted(*[line] * 4_000))
    async with loaded(served) as page:
        # Nothing is read from here on, until the whole answer is kept.
        await page.type("Much, please\r")
        with stored(tmp_path) as store:
            await wait_until(lambda: is_answered(store))
        await page.type("still here")
        await page.until("still here")


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
            assert store.drafts.get(None) == "half a dra"
