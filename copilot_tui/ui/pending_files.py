"""Files on their way into the prompt, behind which it may have to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class PendingFiles:
    """Counts what is being read, and sends once all of it is there, if that is wanted by then.

    Args:
        send: called at most once for each time that it was wanted.

    Attributes:
        owes_sending: whether the prompt is to be sent as soon as all files are in it.
    """

    def __init__(self, send: Callable[[], object]) -> None:
        self._send = send
        self._count = 0
        self.owes_sending = False

    def __bool__(self) -> bool:
        return self._count > 0

    def begin(self) -> None:
        """One more is being read; `end` has to follow."""
        self._count += 1

    def end(self, *, is_there: bool) -> None:
        """It is read. What it was to be sent with stays where it is when it is not there."""
        self._count -= 1
        if not is_there:
            self.owes_sending = False
        if not self._count and self.owes_sending:
            self.owes_sending = False
            self._send()
