"""How long a server may be silent before it is found out whether it is there at all."""

from __future__ import annotations

from typing import Final

KNOCK_SECONDS: Final = 3.0
"""Silence after which it is tried whether anybody is let in; few statements take as long."""

ANSWER_SECONDS: Final = 5
"""How long that may take: what others wrote is not seen, and nothing saved, until it is known."""

HURRIED_KNOCK_SECONDS: Final = 0.5
HURRIED_ANSWER_SECONDS: Final = 2
"""Instead of these two while the program ends; libpq waits for no less than two seconds."""


class Patience:
    """That of all connections of a running program.

    Attributes:
        is_short: whether somebody waits for the end of the program.
    """

    def __init__(self) -> None:
        self.is_short = False

    def hurry(self) -> None:
        """Wait no longer than needed from now on, as the program ends; for any thread."""
        self.is_short = True

    @property
    def knock_seconds(self) -> float:
        """See `KNOCK_SECONDS`."""
        return HURRIED_KNOCK_SECONDS if self.is_short else KNOCK_SECONDS

    @property
    def answer_seconds(self) -> int:
        """See `ANSWER_SECONDS`."""
        return HURRIED_ANSWER_SECONDS if self.is_short else ANSWER_SECONDS
