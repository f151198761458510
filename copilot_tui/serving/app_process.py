"""A process of the app, and the page into which it is drawn."""

from __future__ import annotations

import asyncio
import json
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Final

from aiohttp.web import WebSocketResponse
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from copilot_tui.serving.closing import FAILED, OVER, Closing
from copilot_tui.terminal.web_page import page_environment
from copilot_tui.text import clean, one_line

ENDING_SECONDS: Final = 5.0
"""How long a process may take to keep what is under way, once it is asked to end."""

KILLING_SECONDS: Final = 2.0
"""How long it may take after SIGTERM."""

_MOST_WORDS: Final = 4_000
"""Bytes of its last words that are kept."""

_GONE: Final = (ConnectionError, RuntimeError)
"""What aiohttp raises when the page, and asyncio when the process, takes nothing any more."""


class AppProcess(AppService):
    """Runs the app in a process of its own; textual-serve 1.1.3 has the way in which they talk.

    There, each page ended with its process and each process with its page; a process that
    did not end was waited for without end, and one whose page took nothing stood still.

    Args:
        command: what to run, as words.
        environ: of this server.

    Attributes:
        conversation: row id of the one that was open when the page was left.
        without_page: set while there is no page to draw into.
        is_ending: whether it was asked to end.
        on_end: called when the process has ended.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        super().__init__(
            " ".join(command),
            write_bytes=self._draw,
            write_str=self._tell,
            close=self._close,
            download_manager=DownloadManager(),
        )
        self._words = tuple(command)
        self._environ = environ
        self._page: WebSocketResponse | None = None
        self.without_page = asyncio.Event()
        self._said = b""
        self.conversation: int | None = None
        self.is_ending = False
        self.on_end: Callable[[], None] = lambda: None

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process is not None
        return self._process.pid

    async def attach(self, page: WebSocketResponse, columns: int, rows: int) -> None:
        """Draw into a page from now on; starts the process with the first one."""
        self._page = page
        self.without_page.clear()
        if self._process is None:
            await self.start(columns, rows)
        else:
            await self.send_meta({"type": "attach", "width": columns, "height": rows})

    async def detach(self) -> None:
        """The page is gone."""
        self._page = None
        self.without_page.set()
        await self.send_meta({"type": "detach"})

    async def end(self, closing: Closing) -> None:
        """Let the app keep what is under way, and end; see that it does."""
        self.is_ending = True
        await self._leave_page(closing)
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(ENDING_SECONDS):
                await self.send_meta({"type": "quit"})
                await process.wait()
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(TimeoutError, ProcessLookupError):
                if process.returncode is None:
                    process.send_signal(number)
                await asyncio.wait_for(process.wait(), KILLING_SECONDS)

    def kill(self) -> None:
        """End the process at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def wait_for_end(self) -> None:
        """Wait until the process has ended."""
        if self._process is not None:
            await self._process.wait()

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start the process, away from the terminal and from its ctrl+c."""
        self._process = process = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=page_environment(self._environ, width, height),
            start_new_session=True,
        )
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        """Pass on what the process draws and says, until it ends."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        assert process.stderr is not None
        listening = asyncio.create_task(self._listen(process.stderr))
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await self._pass_on(process.stdout)
        await listening
        status = await process.wait()
        self.on_end()
        last = one_line(self._said.decode("utf-8", "replace"))
        await self._leave_page(OVER if status == 0 else FAILED.because(last))

    async def _leave_page(self, closing: Closing) -> None:
        page, self._page = self._page, None
        self.without_page.set()
        if page is not None:
            with suppress(*_GONE):
                await page.close(code=closing.code, message=closing.sentence.encode())

    async def _pass_on(self, drawn: asyncio.StreamReader) -> None:
        while await drawn.readline() not in (b"__GANGLION__\n", b""):
            pass
        while True:
            kind, size = await drawn.readexactly(1), await drawn.readexactly(4)
            payload = await drawn.readexactly(int.from_bytes(size, "big"))
            if kind == b"D":
                await self._draw(payload)
            elif kind == b"M":
                await self.on_meta(payload)

    async def _listen(self, words: asyncio.StreamReader) -> None:
        while data := await words.read(_MOST_WORDS):
            self._said = (self._said + data)[-_MOST_WORDS:]

    async def on_meta(self, data: bytes) -> None:
        """Do what the app asks of the page."""
        match json.loads(data):
            case {"type": "conversation", "id": int(row)}:
                self.conversation = row
            case {"type": "title", "title": str(title)}:
                await self._tell(json.dumps(["title", clean(title)]))
            case {"type": "open_url", "url": str(), "new_tab": bool()}:
                await super().on_meta(data)

    async def _draw(self, data: bytes) -> None:
        if self._page is not None:
            with suppress(*_GONE):
                await self._page.send_bytes(data)

    async def _tell(self, text: str) -> None:
        if self._page is not None:
            with suppress(*_GONE):
                await self._page.send_str(text)

    async def _close(self) -> None:
        """Nothing: the page is told when the process has ended."""
