"""How long is waited for another program that has locked the conversation file."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BRIEFLY = 0.1
"""Seconds to wait for a lock that was waited for in vain a moment ago, and for one that
is tried again anyway. Other copies of this program hold it for some milliseconds."""

_REMEMBERED = 10.0
"""Seconds after which another wait may be as long as the first."""

_PRIMARY_CODE = 0xFF
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Patience:
    """Waits long for a lock once, and then only briefly until it has been had again.

    Everything that is asked of the file stands in one queue. If each write waited its full
    time for a program that never lets go, what is behind them would wait for minutes.

    Args:
        connection: whose waiting it is.
        seconds: the longest wait; what the connection was opened with.
        clock: seconds that only go on.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connection = connection
        self._longest = seconds
        self._set = seconds
        self._clock = clock
        self._brief_until = 0.0

    @contextmanager
    def spent(self, *, writes: bool, brief: bool = False) -> Iterator[None]:
        """Use the file with as much patience as there is now.

        Args:
            writes: whether the lock is needed; only that shows that it is free again.
            brief: do not wait long in any case, because it will be tried again.
        """
        self._set_timeout(brief=brief or self._clock() < self._brief_until)
        try:
            yield
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & _PRIMARY_CODE in _LOCKED:
                self._brief_until = self._clock() + _REMEMBERED
            raise
        if writes:
            self._brief_until = 0.0

    def _set_timeout(self, *, brief: bool) -> None:
        seconds = min(BRIEFLY, self._longest) if brief else self._longest
        if seconds != self._set:
            self._connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
            self._set = seconds
