"""Ending by the signal that asked for it, as whoever started the program expects."""

from __future__ import annotations

import atexit
import signal
import sys
from contextlib import suppress


def end_by(number: int) -> int:
    """Let the program die by a signal, as the last thing that it does.

    A shell that runs a script, or a service manager, tells by it whether the program has
    ended of its own accord.

    Args:
        number: of the signal that asked for the end.

    Returns:
        The exit status until then, which is what a shell makes of such an end.
    """
    atexit.register(_die_by, number)
    return 128 + number


def _die_by(number: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
