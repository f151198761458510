"""Whether a connection is there."""

from __future__ import annotations

import time

SURE_SECONDS = 3.0
"""How long after the server was heard that is as good as sure. The app asks it every second."""


class Heard:
    """Remembers when the server was heard last.

    By the clock, as a machine that sleeps counts no seconds; where that is set, nothing is sure.
    """

    def __init__(self) -> None:
        self._last = 0.0

    def note(self) -> None:
        """Know that it has answered just now."""
        self._last = time.time()

    @property
    def is_recent(self) -> bool:
        """Whether the connection is there, as good as sure."""
        return 0.0 <= time.time() - self._last < SURE_SECONDS
