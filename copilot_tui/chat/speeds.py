"""How fast replies came."""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import Final

LEAST_WORDS: Final = 20
"""A reply of fewer words says little about speed."""

LONGEST_SECONDS: Final = 3_600.0
"""No reply takes longer; the machine has slept, or the clock was set."""

LEAST_REPLIES: Final = 10
"""Of fewer, none is the one in ten."""

FASTEST: Final = 10_000.0
"""Words per second that no server writes; the clock was set back."""


class Speeds:
    """Words per second of many replies, to three digits each, so that they need little room."""

    def __init__(self) -> None:
        self._replies: Counter[float] = Counter()

    def add(self, words: int, seconds: float) -> None:
        """Take in a complete reply, unless its speed cannot be told.

        Args:
            words: of the reply, its thinking included.
            seconds: from the request to its end; anything, where the clock was changed.
        """
        if words < LEAST_WORDS or not 0 < seconds <= LONGEST_SECONDS:
            return
        speed = words / seconds
        if speed <= FASTEST:
            self._replies[float(f"{speed:.3g}")] += 1

    def take(self, other: Speeds) -> None:
        """Take in all of another's."""
        self._replies.update(other._replies)

    @property
    def median(self) -> float | None:
        """The speed that half of the replies do not exceed; None without any."""
        return self._percentile(0.5)

    @property
    def ninetieth(self) -> float | None:
        """The speed that nine of ten replies do not exceed; None with too few."""
        return self._percentile(0.9) if self._replies.total() >= LEAST_REPLIES else None

    def _percentile(self, share: float) -> float | None:
        wanted = ceil(self._replies.total() * share)
        for speed in sorted(self._replies):
            wanted -= self._replies[speed]
            if wanted <= 0:
                return speed
        return None
