"""A copy of the program without a terminal that gets one reply, as a process of its own.

All that keeps the reply and hears of the others is the program's; only the wire is left out,
as the text of fifty servers would take the machine that is to be measured.

    python -m tests.benchmarks.headless_copy URL FOLDER NAME DELTAS RATE WAIT

It says `ready` when it has read what the sidebar shows, sends its question so many seconds
after a line has come, and tells at its end what it has written.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.api.client import ChatClient
from copilot_tui.api.events import Finished, TextDelta
from copilot_tui.assembly import open_store
from copilot_tui.config.database_address import database_address
from copilot_tui.config.database_setting import DatabaseSetting
from copilot_tui.library.library import Library
from copilot_tui.paths import Paths
from copilot_tui.profile import G4F
from copilot_tui.replies.events import KeepingFailed, ReplyEvent
from copilot_tui.replies.replies import Replies
from copilot_tui.servers.choice import Choice
from copilot_tui.store.journal import Journal
from copilot_tui.store.thread import SWITCH_SECONDS, StoreThread
from copilot_tui.ui.housekeeping import POLL_SECONDS, Housekeeping
from tests.benchmarks.delta_server import Order

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from copilot_tui.api.endpoint import Endpoint
    from copilot_tui.api.events import Event
    from copilot_tui.chat.conversation import Message
    from copilot_tui.chat.request import ChatRequest
    from copilot_tui.errors import StoreError
    from copilot_tui.store.changes import Changes
    from copilot_tui.store.database import Database
    from copilot_tui.store.pieces import Piece
    from copilot_tui.store.store import Store

READY = "ready"

DELTA_SIZE = 8
"""Characters."""


class Write(NamedTuple):
    """One write of the journal.

    Attributes:
        at: when it began, in Unix time.
        took: milliseconds.
        characters: of the reply that were kept by it.
    """

    at: float
    took: float
    characters: int


class _TimedJournal(Journal):
    def __init__(self, database: Database, instance_id: str) -> None:
        super().__init__(database, instance_id)
        self.writes: list[Write] = []

    def write_all(self, pieces: Sequence[Piece]) -> frozenset[int]:
        """See `Journal.write_all`."""
        at, start = time.time(), time.perf_counter()
        left_out = super().write_all(pieces)
        took = (time.perf_counter() - start) * 1e3
        self.writes.append(Write(at, took, sum(len(piece.content) for piece in pieces)))
        return left_out


class _PacedClient(ChatClient):
    """Gives the deltas of an order, each at its time."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self._order = order

    async def stream(
        self,
        endpoint: Endpoint,
        request: ChatRequest,
    ) -> AsyncGenerator[Event, None]:
        """See `ChatClient.stream`."""
        order, whole = self._order, self._order.text()
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for number, start in enumerate(range(0, len(whole), order.size)):
            await asyncio.sleep(max(0.0, begun + number / order.rate - loop.time()))
            yield TextDelta(whole[start : start + order.size])
        yield Finished("stop", 0)


class _Copy:
    """What the program has besides its screen."""

    def __init__(self, url: str, folder: Path, order: Order) -> None:
        self.order = order
        self.failures: list[str] = []
        self.journal: _TimedJournal | None = None
        paths = Paths(config=folder, data=folder)
        setting = DatabaseSetting(database_address(url))
        self.store = StoreThread(
            lambda: self._timed(open_store(paths, database=setting)), on_error=self._failed
        )
        self.library = Library(self.store)
        self.housekeeping = Housekeeping(
            self.library,
            changed=self._changed,
            failed=self._failed,
            tell=lambda notice: self.failures.append(notice.text),
            paths=paths,
        )
        self.replies = Replies(
            store=self.store, client=_PacedClient(order), connect=_choice, listener=self._listen
        )
        self._reading: asyncio.Task[object] | None = None
        self._looking: asyncio.Task[None] | None = None

    async def ask(self) -> Message:
        """Store the question."""

        def write(store: Store) -> Message:
            conversation = store.conversations.create(title=self.order.name).id
            return store.messages.add_user_message(conversation, None, self.order.question)

        return await self.store.run(write)

    def look_after(self) -> None:
        """Do what the program does beside all else, as long as it runs."""

        async def look() -> None:
            while True:
                await asyncio.sleep(POLL_SECONDS)
                await self.housekeeping.look_for_changes()

        self.housekeeping.listen()
        self._looking = asyncio.create_task(look())

    async def close(self) -> None:
        """End as the program does."""
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        self.store.close()

    def told(self) -> str:
        """What has come of it."""
        writes = [] if self.journal is None else self.journal.writes
        return json.dumps({"writes": writes, "failures": self.failures})

    def _timed(self, store: Store) -> Store:
        store.journal = self.journal = _TimedJournal(store.database, store.instance_id)
        return store

    def _changed(self, changes: Changes) -> None:
        """The sidebar is read anew; of what grows elsewhere nothing is shown here."""
        if changes.is_any and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._read_list())

    async def _read_list(self) -> None:
        await self.library.page()
        await self.library.running_elsewhere()

    def _listen(self, event: ReplyEvent) -> None:
        if isinstance(event, KeepingFailed):
            self._failed(event.error)

    def _failed(self, error: StoreError) -> None:
        self.failures.append(f"{error.what} {error.detail}")


async def _choice(_: int) -> Choice:
    return Choice(G4F, G4F.url, is_g4f=True)


async def _run(copy: _Copy, wait: float) -> None:
    await copy.library.page()
    copy.look_after()
    print(READY, flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await asyncio.sleep(wait)
    question = await copy.ask()
    await copy.replies.answer(question.conversation, question.id)()
    # What could not be written at once is tried again as long as the program runs.
    await copy.store.run(lambda _: None)
    while copy.replies.is_behind:  # noqa: ASYNC110 - nobody tells of it.
        await asyncio.sleep(POLL_SECONDS)
    await copy.replies.settle()
    await copy.close()


def main(url: str, folder: str, name: str, deltas: str, rate: str, wait: str) -> None:
    """See the module; all of it as words."""
    sys.setswitchinterval(SWITCH_SECONDS)
    copy = _Copy(url, Path(folder), Order(int(deltas), float(rate), name, DELTA_SIZE))
    asyncio.run(_run(copy, float(wait)))
    print(copy.told(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
