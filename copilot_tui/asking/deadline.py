"""How long all of it may take."""

from __future__ import annotations

import time
from collections.abc import Callable

from copilot_tui.errors import CopilotError


class TimedOut(CopilotError):
    """The time that was given is over."""


class Deadline:
    """A moment at which the whole run is over.

    Args:
        seconds: from now; None is never.
        clock: seconds that only go on.
    """

    def __init__(self, seconds: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._end = None if seconds is None else clock() + seconds

    def left(self, most: float | None = None) -> float | None:
        """Seconds that are left, but no more than `most`; None when that is without end.

        Raises:
            TimedOut: none are left.
        """
        if self._end is None:
            return most
        left = self._end - self._clock()
        if left <= 0:
            raise TimedOut(
                f"It was not over within the {self._seconds:g} s of --timeout.",
                "Give it more, or ask for less.",
            )
        return left if most is None else min(left, most)
