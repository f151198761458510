"""Writing to a terminal that may not be ready to take anything."""

from __future__ import annotations

import os
import select
import termios
import time
from asyncio import AbstractEventLoop
from collections.abc import Callable
from contextlib import suppress
from typing import Final

MOST_PENDING: Final = 1 << 20
"""Bytes that may wait for the terminal; what is written beyond that is lost."""

_PIECE: Final = 256
"""Bytes at a time where a write might wait: a terminal that is ready takes at least these."""


class TerminalOutput:
    """Never waits for the terminal; tells whoever draws when it is behind.

    Textual 8.2.8 writes in a thread with room for 30 pieces, and waits for room on the event
    loop: a terminal that stood still stopped the whole program. Here what the terminal does
    not take at once is written when it can, and the one who draws is to wait for that, so
    that never more than one frame is under way.

    To be used on the thread of the event loop, but for `end_with`.

    Args:
        terminal: a descriptor of it. Others may share it, the shell among them, so it is
            opened anew rather than made non-blocking.
        loop: the event loop.
        on_behind: told True when the terminal takes no more, False when it has caught up.
    """

    def __init__(
        self, terminal: int, loop: AbstractEventLoop, on_behind: Callable[[bool], None]
    ) -> None:
        own = _opened_anew(terminal)
        self._may_wait = own is None
        self._terminal = terminal if own is None else own
        self._loop = loop
        self._on_behind = on_behind
        self._pending = bytearray()
        self._gone = False
        self._ended = False

    def write(self, text: str) -> None:
        """Write now what the terminal takes, and the rest when it can."""
        self.write_bytes(text.encode("utf-8", "replace"))

    def write_bytes(self, data: bytes) -> None:
        """The same with what is no text; it is written whole, or not at all."""
        if self._gone or self._ended:
            return
        if self._pending:
            if len(self._pending) + len(data) <= MOST_PENDING:
                self._pending += data
            return
        taken = self._write_now(data)
        if taken < len(data):
            self._pending += memoryview(data)[taken:]
            self._loop.add_writer(self._terminal, self._go_on)
            self._on_behind(True)

    def finish(self, seconds: float) -> bool:
        """Wait until the terminal has taken everything. False when it has not in this time."""
        deadline = time.monotonic() + seconds
        while self._pending:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([], [self._terminal], [], left)[1]:
                return False
            self._go_on()
        return True

    def end_with(self, text: str) -> None:
        """Let this be the last that the terminal takes, in place of all that still waits.

        May be called from any thread.
        """
        self._ended = True
        data = text.encode("utf-8", "replace")
        # Half of it may be taken where the other half is not: then it begins anew.
        if self._pending or self._write_now(data) < len(data):
            self._pending.clear()
            with suppress(termios.error):
                termios.tcflush(self._terminal, termios.TCOFLUSH)
            self._write_now(data)

    def close(self) -> None:
        """Let go of the terminal, once; nothing is written any more."""
        self._ended = True
        self._caught_up()
        if not self._may_wait:
            os.close(self._terminal)

    def _write_now(self, data: bytes) -> int:
        """Write what the terminal takes at once; return how many bytes that were."""
        taken = 0
        while taken < len(data) and not self._gone:
            piece = memoryview(data)[taken:]
            if self._may_wait:
                piece = piece[:_PIECE]
                if not select.select([], [self._terminal], [], 0)[1]:
                    break
            try:
                taken += os.write(self._terminal, piece)
            except BlockingIOError:
                break
            except OSError:  # The terminal is gone. Linux reports that as EIO.
                self._gone = True
        return len(data) if self._gone else taken

    def _go_on(self) -> None:
        taken = self._write_now(bytes(self._pending))
        del self._pending[:taken]
        if not self._pending:
            self._caught_up()

    def _caught_up(self) -> None:
        if self._loop.remove_writer(self._terminal):
            self._on_behind(False)


def _opened_anew(terminal: int) -> int | None:
    """A descriptor of the same terminal that never waits; None where it cannot be had."""
    flags = os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC
    with suppress(OSError):
        return os.open(os.ttyname(terminal), flags)
    # After `su` the terminal belongs to somebody else, but is still the one of the session.
    with suppress(OSError):
        os.tcgetpgrp(terminal)
        return os.open("/dev/tty", flags)
    return None
