"""Pages of a fake app, seen by a client that is no browser."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType, web

from copilot_tui.serving.access import Access
from copilot_tui.serving.address import Address, listen
from copilot_tui.serving.app_process import AppProcess
from copilot_tui.serving.sessions import Sessions
from copilot_tui.serving.site import Site

FAKE_APP = Path(__file__).with_name("fake_app.py")
PATIENCE = 15.0
TAB, OTHER_TAB = "0" * 32, "1" * 32


@dataclass(frozen=True)
class Pages:
    """A running site, and a client of it."""

    address: Address
    access: Access
    sessions: Sessions
    client: ClientSession

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.address.port}"

    async def enter(self) -> None:
        """Get the cookie for the token."""
        async with self.client.get(f"{self.base}/?token={self.access.token}") as response:
            assert response.status == 200

    async def open(
        self,
        tab: str = TAB,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> ClientWebSocketResponse:
        """Do what the page does when it is loaded."""
        path = f"/tabs/{tab}/{self.access.token if token is None else token}"
        given = {"Origin": self.base} if headers is None else headers
        return await self.client.ws_connect(
            f"{self.base}{path}?width=100&height=30", headers=given, autoclose=False
        )


@asynccontextmanager
async def pages(*arguments: str) -> AsyncIterator[Pages]:
    """Serve the fake app.

    Args:
        arguments: of the fake app, after the conversation.
    """

    def start(conversation: int | None) -> AppProcess:
        return AppProcess([sys.executable, "-SE", str(FAKE_APP), str(conversation), *arguments], {})

    sessions = Sessions(start)
    address = listen("127.0.0.1", 0)
    access = Access.for_names(address.port, address.names)
    runner = web.AppRunner(Site(access, sessions).application(), shutdown_timeout=1.0)
    await runner.setup()
    await web.SockSite(runner, address.listener).start()
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
        try:
            yield Pages(address, access, sessions, client)
        finally:
            sessions.kill()
            await sessions.close()
            await runner.cleanup()


async def drawn(page: ClientWebSocketResponse, words: str) -> str:
    """The next text with these words that is drawn."""
    async with asyncio.timeout(PATIENCE):
        async for message in page:
            if message.type is WSMsgType.BINARY and words in (text := str(message.data, "utf-8")):
                return text
    raise AssertionError(f"closed before {words!r} came")


async def closed(page: ClientWebSocketResponse) -> tuple[int, str]:
    """With which code and sentence a page is told that this is the end."""
    async with asyncio.timeout(PATIENCE):
        while (message := await page.receive()).type is not WSMsgType.CLOSE:
            pass
    await page.close()
    return message.data, message.extra or ""


async def gone(process: AppProcess) -> None:
    """Wait until a process has ended."""
    async with asyncio.timeout(PATIENCE):
        await process.wait_for_end()
