"""Doing a call of the store again so that it makes up the same names and times.

When a connection breaks, nobody knows whether what was just written has been kept. Done again
in another place it has the same names there, by which both are known to be one.
"""

from __future__ import annotations

import random
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar, cast

from copilot_tui.errors import Overtaken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from copilot_tui.store.store import Store

Made = TypeVar("Made")
Result = TypeVar("Result")

PAUSES = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Seconds at most before each new try; chance decides, or all would try together once more."""


def repeated(work: Callable[[], Result], kept: Callable[[], int] = lambda: 0) -> Result:
    """Do something, and again where somebody else came in between.

    Args:
        work: what comes to the same however often it is done, or has been kept as a whole or
            not at all.
        kept: a number that is another one when something has been kept that must not be kept
            a second time.

    Raises:
        Overtaken: at each try, or after something had been kept.
    """
    for pause in PAUSES:
        before = kept()
        try:
            return work()
        except Overtaken:
            if kept() != before:
                raise
        time.sleep(pause * random.random())
    return work()


class Attempt:
    """What one call has made up, in order, by what kind of thing it is."""

    def __init__(self) -> None:
        self._made: dict[str, list[object]] = {}
        self._used: dict[str, int] = {}

    @contextmanager
    def once(self) -> Iterator[None]:
        """What is made up within, on this thread, is what was made up the time before."""
        self._used = {}
        _current.attempt = self
        try:
            yield
        finally:
            _current.attempt = None

    def run(self, function: Callable[[Store], Result], store: Store) -> Result:
        """Call `function` with the store, and again where somebody else came in between.

        What it has kept by then it would keep a second time, so that only what has kept nothing
        is done again.

        Raises:
            Overtaken: at each try, or after something had been kept.
        """

        def attempt() -> Result:
            with self.once():
                return function(store)

        return repeated(attempt, lambda: store.commits)

    def take(self, kind: str, make: Callable[[], Made]) -> Made:
        """The next thing of a kind; made now where the time before had no more of them."""
        made, used = self._made.setdefault(kind, []), self._used.get(kind, 0)
        if used == len(made):
            made.append(make())
        self._used[kind] = used + 1
        return cast("Made", made[used])


class _Current(threading.local):
    attempt: Attempt | None = None


_current = _Current()


def made(kind: str, make: Callable[[], Made]) -> Made:
    """Make something up, or take what the same call has made up the time before."""
    attempt = _current.attempt
    return make() if attempt is None else attempt.take(kind, make)
