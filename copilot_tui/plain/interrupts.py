"""Ctrl+C and the signals that end the program, let in only where they do no harm."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Terminated(Exception):
    """The terminal was closed, or the system asks the program to end.

    Args:
        number: of the signal.
    """

    def __init__(self, number: int = signal.SIGTERM) -> None:
        super().__init__(number)
        self.number = number


class Interrupts:
    """Turns signals into exceptions, but only while the program waits.

    A signal that comes at any other time is remembered until it waits again. To be used
    on the main thread.

    Args:
        on_terminate: called at once by the handler when the program is to end.

    Attributes:
        ended_by: the number of the first signal that asked for the end; None while none has.
    """

    def __init__(self, on_terminate: Callable[[], None]) -> None:
        self.ended_by: int | None = None
        self._on_terminate = on_terminate
        self._waiting = False
        self._pending: BaseException | None = None

    def listen(self) -> None:
        """Take the signals over, from now on."""
        signal.signal(signal.SIGINT, self._handle)
        for name in ("SIGTERM", "SIGHUP", "SIGQUIT"):
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, self._handle)

    @contextmanager
    def let_in(self) -> Iterator[None]:
        """Wait for something within this context.

        Raises:
            KeyboardInterrupt: ctrl+c was pressed.
            Terminated: the program is to end.
        """
        self._waiting = True
        try:
            self._raise_pending()
            yield
        finally:
            self._waiting = False

    def _handle(self, number: int, frame: FrameType | None) -> None:
        del frame
        if number == signal.SIGINT:
            self._pending = self._pending or KeyboardInterrupt()
        else:
            if self.ended_by is None:
                self.ended_by = number
            self._pending = Terminated(number)
            self._on_terminate()
        if self._waiting:
            self._raise_pending()

    def _raise_pending(self) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            self._waiting = False
            raise pending
