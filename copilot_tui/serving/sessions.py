"""Which page is drawn by which process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from aiohttp.web import WebSocketResponse

from copilot_tui.serving.closing import STOPPED, TOO_MANY, Closing

if TYPE_CHECKING:
    from copilot_tui.serving.app_process import AppProcess

MOST_PROCESSES: Final = 8
"""Each takes some 55 MB (measured)."""

RELOAD_SECONDS: Final = 4.0
"""How long the process of a page that is gone waits for it to be there again."""

TAKING_OVER_SECONDS: Final = 1.0
"""How long a page that is loaded anew waits until the server has seen the old one go."""

_MOST_TABS: Final = 64


class Sessions:
    """A process for each tab of a browser, which goes on when the tab is loaded anew.

    Args:
        start: makes a process that is to begin with this conversation; None leaves that to
            the command line.

    Attributes:
        reload_seconds: see `RELOAD_SECONDS`.
    """

    def __init__(self, start: Callable[[int | None], AppProcess]) -> None:
        self._start = start
        self._processes: set[AppProcess] = set()
        self._by_tab: dict[str, AppProcess] = {}
        self._left: dict[str, int] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._waiting: dict[AppProcess, asyncio.TimerHandle] = {}
        self._closed: Closing | None = None
        self.reload_seconds = RELOAD_SECONDS

    @property
    def processes(self) -> frozenset[AppProcess]:
        """Those that run."""
        return frozenset(self._processes)

    def of(self, tab: str) -> AppProcess | None:
        """The process of a tab, if there is one."""
        return self._by_tab.get(tab)

    async def attach(
        self, tab: str, page: WebSocketResponse, columns: int, rows: int
    ) -> AppProcess:
        """The process that draws into a page from now on.

        Args:
            tab: what the browser's tab is called, also after its page was loaded anew.
            page: what is drawn into.
            columns: its width in cells.
            rows: its height in cells.

        Raises:
            Refused: none can be had.
        """
        process = await self._left_by(tab)
        if self._closed is not None:
            raise Refused(self._closed)
        if process is None:
            if len(self._processes) >= MOST_PROCESSES:
                raise Refused(TOO_MANY)
            process = self._start(self._left.pop(tab, None))
            self._processes.add(process)
            process.on_end = lambda: self._forget(process)
        # A copy of a tab has its name, too; the one that came first keeps it.
        self._by_tab.setdefault(tab, process)
        if waiting := self._waiting.pop(process, None):
            waiting.cancel()
        await process.attach(page, columns, rows)
        return process

    async def detach(self, tab: str, process: AppProcess) -> None:
        """The page is gone: end its process unless the page comes back."""
        if process not in self._processes:
            return
        loop = asyncio.get_running_loop()
        self._waiting[process] = loop.call_later(self.reload_seconds, self._let_end, tab, process)
        await process.detach()

    async def close(self, closing: Closing = STOPPED) -> None:
        """End them all, and take no more."""
        self._closed = closing
        for waiting in self._waiting.values():
            waiting.cancel()
        await asyncio.gather(*(process.end(closing) for process in self._processes), *self._ending)

    def kill(self) -> None:
        """End them all at once, whatever they keep."""
        for process in self._processes:
            process.kill()

    async def _left_by(self, tab: str) -> AppProcess | None:
        """The process of a tab, as soon as it has no page any more; None if it keeps its page.

        One that is about to end is waited for, so that all is kept that it had.
        """
        process = self._by_tab.get(tab)
        if process is None:
            return None
        try:
            await asyncio.wait_for(process.without_page.wait(), TAKING_OVER_SECONDS)
        except TimeoutError:
            return None
        if not process.is_ending:
            return process
        await process.wait_for_end()
        return None

    def _let_end(self, tab: str, process: AppProcess) -> None:
        self._waiting.pop(process, None)
        if self._by_tab.get(tab) is process and process.conversation is not None:
            self._left[tab] = process.conversation
            while len(self._left) > _MOST_TABS:
                del self._left[next(iter(self._left))]
        task = asyncio.get_running_loop().create_task(process.end(STOPPED))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _forget(self, process: AppProcess) -> None:
        self._processes.discard(process)
        for tab in [tab for tab, known in self._by_tab.items() if known is process]:
            del self._by_tab[tab]


class Refused(Exception):
    """A page gets no process.

    Attributes:
        closing: what it is told.
    """

    def __init__(self, closing: Closing) -> None:
        super().__init__(closing.sentence)
        self.closing = closing
