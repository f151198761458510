"""Keeping what replies bring: on disk, and in memory until it is there."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.replies.batch import Batch, finish
from copilot_tui.replies.events import KeepingFailed, KeepingResumed
from copilot_tui.replies.running import GATHER_SECONDS
from copilot_tui.store.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copilot_tui.chat.conversation import Message
    from copilot_tui.replies.events import ReplyEvent
    from copilot_tui.replies.running import RunningReply
    from copilot_tui.store.store import Store
    from copilot_tui.store.thread import StoreThread

JOURNAL_SECONDS = 0.12
"""Between two writes of all running replies. With the rest of whoever reads the stream
(`copilot_tui.api.pace.SELDOM`, 0.125 s) and the time that a write takes, a reply on disk is
short by less than 0.3 s of text."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0
"""Seconds from a failed write to the next; each time twice as many."""


class Keeper:
    """Writes the pieces of all running replies together, and each reply when it ends.

    Where another store has taken the place of the one that was, all text of running replies is
    written once more: of a damaged file some may be lost.

    What could not be written stays here and is tried again, together with what has come
    meanwhile, until it is on disk. Of the pieces at most one write is under way, so a
    store that hangs gathers no others behind it.

    To be used within one event loop.

    Args:
        store: where it is kept.
        listener: told when the store has failed repeatedly, and when all is kept again.
        running: tells the replies that run.
    """

    def __init__(
        self,
        store: StoreThread,
        listener: Callable[[ReplyEvent], None],
        running: Callable[[], Sequence[RunningReply]],
    ) -> None:
        self._store = store
        self._listener = listener
        self._running = running
        self._has_gaps = False
        self._cut_off = False
        self._lost: frozenset[int] = frozenset()
        self._loop = asyncio.get_running_loop()
        store.when_exchanged(self._note_exchange)
        self._grown: dict[RunningReply, None] = {}
        self._finals: dict[int, Message] = {}
        self._failed: set[int] = set()
        self._writing = False
        self._settled = False
        self._timer: asyncio.TimerHandle | None = None
        self._next = 0.0
        self._pause = 0.0
        self._is_told = False

    @property
    def due(self) -> float:
        """The time of the event loop at which the next write begins; never, when none waits."""
        return inf if self._timer is None else self._timer.when()

    @property
    def is_writing(self) -> bool:
        """Whether a write of pieces is under way."""
        return self._writing

    @property
    def has_failed(self) -> bool:
        """Whether a reply that has ended could not be written at the first try."""
        return bool(self._failed)

    @property
    def is_behind(self) -> bool:
        """Whether text that came before now could not be written yet."""
        return self._is_told or bool(self._failed)

    @property
    def ended(self) -> Sequence[Message]:
        """The ended replies that are not on disk yet. For any thread."""
        return list(self._finals.values())

    def has_grown(self, running: RunningReply) -> None:
        """Take the text of a running reply with the next write."""
        self._grown[running] = None
        self._schedule()

    def finish(self, final: Message) -> None:
        """Write a reply that has ended; it is handed to the store at once."""
        self._finals[final.id] = final
        self._hand_over(Batch({}, [final]))

    def unkept(self, conversation: int) -> dict[int, Message]:
        """The ended replies of a conversation that are not on disk yet, by row id."""
        return {
            message: final
            for message, final in self._finals.items()
            if final.conversation == conversation
        }

    def try_again(self) -> None:
        """Write what could not be written before anything else that is asked of the store."""
        if self._failed:
            self._hand_over(Batch({}, self._to_retry()))

    async def settle(self) -> list[Message]:
        """Try a last time to write the replies that have ended; then nothing more is written.

        Returns:
            Those that are nowhere but in memory.
        """
        self._settled = True
        if self._timer is not None:
            self._timer.cancel()
        if self._finals:
            written = self._hand_over(Batch({}, list(self._finals.values())))
            if written is not None:
                await asyncio.wait((written,))
        return list(self._finals.values())

    def write_rest(self, store: Store) -> list[Message]:
        """Write the replies that have ended when there is no event loop any more.

        Args:
            store: on its own thread, after everything else.

        Returns:
            Those that are nowhere but in memory.
        """
        left: list[Message] = []
        for final in self.ended:
            try:
                finish(store, final)
            except StoreError:
                left.append(final)
        return left

    def _note_exchange(self) -> None:
        # After the end of the loop nothing comes in any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._write_whole)

    def _write_whole(self) -> None:
        self._has_gaps = True
        self._grown.update(dict.fromkeys(self._running()))
        if self._grown:
            self._schedule()

    def _to_retry(self) -> list[Message]:
        return [final for message, final in self._finals.items() if message in self._failed]

    def _schedule(self) -> None:
        if self._timer is None and not self._writing and not self._settled:
            loop = asyncio.get_running_loop()
            wait = max(GATHER_SECONDS, self._next - loop.time())
            self._timer = loop.call_later(wait, self._write)

    def _write(self) -> None:
        self._timer = None
        self._next = asyncio.get_running_loop().time() + JOURNAL_SECONDS
        growing = [running for running in self._grown if not running.is_over]
        self._grown.clear()
        finals = self._to_retry()
        if growing or finals:
            resumes, self._cut_off = self._cut_off, False
            whole = self._take_whole(growing) if self._has_gaps else []
            pieces = {running: running.take_unsaved() for running in growing}
            future = self._hand_over(Batch(pieces, finals, whole, resumes))
            if future is not None:
                self._writing = True
                future.add_done_callback(self._go_on)

    def _take_whole(self, growing: Sequence[RunningReply]) -> list[Piece]:
        self._has_gaps = False
        snapshots = [running.snapshot() for running in growing]
        return [Piece(reply.id, reply.content, reply.reasoning) for reply in snapshots]

    def _go_on(self, _: asyncio.Future[frozenset[int]]) -> None:
        self._writing = False
        if self._grown or self._failed:
            self._schedule()

    def _hand_over(self, batch: Batch) -> asyncio.Future[frozenset[int]] | None:
        """Queue a batch; its failure is seen to. None when the store is closed for good."""
        try:
            future = asyncio.wrap_future(self._store.queue(batch.write))
        except StoreError as error:
            self._listener(KeepingFailed(error))
            return None
        future.add_done_callback(partial(self._written, batch))
        return future

    def _written(self, batch: Batch, future: asyncio.Future[frozenset[int]]) -> None:
        error = future.exception()
        if error is None:
            self._has_worked(batch)
            self._note_left_out(batch, future.result())
        else:
            assert isinstance(error, StoreError)
            self._has_failed(batch, error)

    def _has_worked(self, batch: Batch) -> None:
        for final in batch.finals:
            self._finals.pop(final.id, None)
            self._failed.discard(final.id)
        self._pause = 0.0
        if self._is_told and not self._failed:
            self._is_told = False
            self._listener(KeepingResumed())

    def _note_left_out(self, batch: Batch, left_out: frozenset[int]) -> None:
        """Take up what another copy has taken for dead; what is deleted does not come back."""
        if batch.resumes:
            self._lost |= left_out
        cut_off = left_out - self._lost
        if cut_off:
            self._has_gaps = self._cut_off = True
            known = [running for running in batch.pieces if running.reply.id in cut_off]
            self._grown.update(dict.fromkeys(known))

    def _has_failed(self, batch: Batch, error: StoreError) -> None:
        for running, piece in batch.pieces.items():
            running.put_back(piece)
            self._grown[running] = None
        # When a connection breaks, nobody knows whether the pieces were still taken.
        is_unsure = isinstance(error, StoreUnreachable)
        self._has_gaps = self._has_gaps or bool(batch.whole) or is_unsure
        self._cut_off = self._cut_off or batch.resumes
        self._failed.update(final.id for final in batch.finals if final.id in self._finals)
        # Once is no reason to speak: another copy of the program may be writing much.
        if self._pause and not self._is_told:
            self._is_told = True
            self._listener(KeepingFailed(error))
        self._pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, 2 * self._pause))
        self._next = asyncio.get_running_loop().time() + self._pause
        self._schedule()
