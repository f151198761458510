"""A store on a thread of its own, for the event loop."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from copilot_tui.aside import aside
from copilot_tui.errors import StoreError, StoreSilent, StoreUnreachable
from copilot_tui.later import Later

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.log import Log
    from copilot_tui.store.exchanging import Exchanger
    from copilot_tui.store.living import Known
    from copilot_tui.store.outbox.unsent_texts import UnsentTexts
    from copilot_tui.store.store import Store

Result = TypeVar("Result")

SWITCH_SECONDS = 0.0005
"""For `sys.setswitchinterval`: how long this thread may keep the interpreter from the event
loop. With Python's default of 5 ms the loop was late by 5.6 ms in one of a hundred wake-ups
while messages were read (tests/benchmarks/store_stall.py)."""


class StoreThread:
    """Runs what is asked of a store on one thread, in the order in which it was asked.

    Whatever goes wrong in what is asked comes out as a `StoreError`, in words. Everybody
    who asks is prepared for that, so that no fault leaves a part of the app waiting.

    Where damage is met, or a server that is away, the store's mender may put another store in
    its place. What met it is then done once more, and everything that was asked later is done
    on the new one.

    Args:
        open_store: makes the store; called once, on that thread, when it is first asked
            for something. If it fails, everything that is asked fails with the same error.
        on_error: told of each failure that no caller is there to see, once until
            something works again. It is called on the thread of the store, or on the
            caller's for what had already failed.
        held: whether opening it waits for `release`, so that something else can be done
            first: this thread and the event loop share one interpreter.
        log: told of every failure, also of those that a caller sees.
        unsent: keeps texts on this machine until they are in a store that is elsewhere.
        hurry: shortens what opening and using it waits for; called as the program ends.

    Attributes:
        unsent: as it was given.
    """

    def __init__(
        self,
        open_store: Callable[[], Store],
        *,
        on_error: Callable[[StoreError], None],
        held: bool = False,
        log: Log | None = None,
        unsent: UnsentTexts | None = None,
        hurry: Callable[[], object] = lambda: None,
    ) -> None:
        self.unsent = unsent
        self._on_error = on_error
        self._hurry = hurry
        self._log = log
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        self._may_open = threading.Event()
        if not held:
            self._may_open.set()
        self._opened = Later(lambda: self._executor.submit(self._open, open_store))
        self._current: Store | None = None
        self._tell_known: list[Callable[[], Known]] = []
        self._when_exchanged: list[Callable[[], object]] = []
        self._when_told: list[Callable[[], object]] = []
        self._last: list[Callable[[Store], object]] = []
        self._closed = False
        self._reported = ""

    def release(self) -> None:
        """Let the store be opened."""
        self._may_open.set()

    def hurry(self) -> None:
        """Let it be opened, and wait for nothing longer than needed, as the program ends."""
        self._hurry()
        self.release()

    def _open(self, open_store: Callable[[], Store]) -> Store:
        self._may_open.wait()
        self._current = store = open_store()
        self._listen(store)
        return store

    def _listen(self, store: Store) -> None:
        if self._when_told:
            store.when_told(lambda: [tell() for tell in self._when_told])

    def wait_until_open(self) -> None:
        """Block until the store is open.

        Raises:
            StoreError: it cannot be opened.
        """
        self.release()
        self._opened().result()

    async def run(self, function: Callable[[Store], Result]) -> Result:
        """Call `function` with the store, and return or raise what it does.

        A caller that is cancelled does not stop it: what was to be written is written,
        and its failure goes to `on_error`.

        Raises:
            StoreError: the store could not be opened, or is closed, or `function` raised it.
        """
        future = self.queue(function)
        try:
            return await asyncio.shield(asyncio.wrap_future(future))
        except asyncio.CancelledError:
            future.add_done_callback(self._report)
            raise

    def submit(self, function: Callable[[Store], Result]) -> Future[Result]:
        """Queue a call of `function` without waiting; its failure also goes to `on_error`.

        Raises:
            StoreError: the store is closed.
        """
        future = self.queue(function)
        future.add_done_callback(self._report)
        return future

    def at_close(self, last: Callable[[Store], object]) -> None:
        """Have something done when everything that was asked is done, before the store closes.

        Args:
            last: called on the thread of the store.
        """
        self._last.append(last)

    def close(self) -> None:
        """Finish everything that was asked, then close the store; blocks until it is done.

        A second call does nothing.
        """
        if self._closed:
            return
        self._closed = True
        self.release()
        closing = self._executor.submit(self._close_store)
        closing.add_done_callback(self._report)
        self._executor.shutdown(wait=True)
        if self.unsent is not None:
            self.unsent.close()

    def queue(self, function: Callable[[Store], Result]) -> Future[Result]:
        """Queue a call of `function` without waiting; whoever asks looks for its failure.

        Raises:
            StoreError: the store is closed.
        """
        if self._closed:
            raise StoreError(
                "The conversations have already been closed.", "Start the program again."
            )
        opened = self._opened()
        future = self._executor.submit(lambda: self._do(function, opened.result()))
        if self._log is not None:
            future.add_done_callback(self._log_failure)
        return future

    def remember(self, known: Callable[[], Known]) -> None:
        """Ask for rows that are in memory when a damaged file may have lost them.

        Args:
            known: called on the thread of the store.
        """
        self._tell_known.append(known)

    def glance(self, look: Callable[[Store], Result]) -> Result | None:
        """Look at what a store has in memory, without waiting for its turn; for any thread.

        Returns:
            None while it is not open.
        """
        return None if (store := self._current) is None else look(store)

    def when_exchanged(self, listener: Callable[[], object]) -> None:
        """Be told, on the thread of the store, when another store has taken its place."""
        self._when_exchanged.append(listener)

    def when_told(self, listener: Callable[[], object]) -> None:
        """Be told when other copies of the program have written, where they tell of it.

        Args:
            listener: called on whatever thread; to be given before the store is opened.
        """
        self._when_told.append(listener)

    async def go_back(self) -> None:
        """Take what is kept in a stand-in where it belongs, if that can be opened now.

        Raises:
            StoreError: as for `run`.
        """
        mender = await self.run(lambda store: store.mender if store.stands_in else None)
        if mender is not None and await aside(mender.can_go_back):
            await self.run(lambda store: self._take(mender.go_back(store)))

    def _do(self, function: Callable[[Store], Result], first: Store) -> Result:
        store = self._current or first
        mender = store.mender
        if mender is None:
            return _in_words(function, store)
        if mender.is_afar:
            from copilot_tui.store.repeating import Attempt

            attempt = Attempt()
            return self._try(lambda store: attempt.run(function, store), store, mender)
        return self._try(function, store, mender)

    def _try(self, function: Callable[[Store], Result], store: Store, mender: Exchanger) -> Result:
        commits = store.commits
        try:
            return _in_words(function, store)
        except mender.mends as trouble:
            error: StoreError = trouble
        is_lost = isinstance(error, StoreUnreachable) and not isinstance(error, StoreSilent)
        if is_lost and store.commits == commits:
            # A connection that has only been idle for too long is made again.
            try:
                return _in_words(function, store)
            except mender.mends as trouble:
                error = trouble
        if not self._mend(store, mender, error):
            raise error
        return _in_words(function, self._current or store)

    def _mend(self, store: Store, mender: Exchanger, trouble: StoreError) -> bool:
        from copilot_tui.store.living import Known

        known = sum((tell() for tell in self._tell_known), Known())
        return self._take(_in_words(lambda store: mender.mend(store, trouble, known), store))

    def _take(self, other: Store | None) -> bool:
        if other is None:
            return False
        self._current = other
        self._listen(other)
        for tell in self._when_exchanged:
            tell()
        return True

    def _close_store(self) -> None:
        if self._current is None:
            return
        try:
            for last in self._last:
                last(self._current)
        finally:
            self._current.close()

    def _log_failure(self, future: Future[Result]) -> None:
        error = None if future.cancelled() else future.exception()
        if error is not None and self._log is not None:
            self._log.store_failed(error)

    def _report(self, future: Future[Result]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is None:
            self._reported = ""
        elif isinstance(error, StoreError) and error.what != self._reported:
            self._reported = error.what
            self._on_error(error)


def _in_words(function: Callable[[Store], Result], store: Store) -> Result:
    """Call a function with the store; here every fault becomes an error with words."""
    try:
        return function(store)
    except StoreError:
        raise
    except Exception as error:
        raise StoreError(
            "Something could not be kept or read, because of a fault in this program.",
            "Please report it.",
            detail=repr(error),
        ) from error
