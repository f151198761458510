"""Why a page is told that nothing more comes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

MOST_BYTES: Final = 123
"""What a WebSocket takes as the reason for its end (RFC 6455, 5.5)."""

_CUT = "…".encode()


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a page's connection.

    Attributes:
        code: of the WebSocket (RFC 6455, 7.4).
        sentence: is shown on the page.
    """

    code: int
    sentence: str

    def because(self, words: str) -> Closing:
        """The same with the last words of a process, as far as there is room."""
        told = f"{self.sentence} {words}".encode()
        if len(told) > MOST_BYTES:
            told = (
                told[: MOST_BYTES - len("…".encode())].decode(errors="ignore").encode()
                + "…".encode()
            )
        return replace(self, sentence=told.decode())


OVER: Final = Closing(1000, "You have quit.")
FAILED: Final = Closing(1011, "The app has ended.")
STOPPED: Final = Closing(1001, "copilot-tui serve was ended.")
TOO_MANY: Final = Closing(
    1013, "Too many pages are open. Close one, wait some seconds, and load this again."
)
