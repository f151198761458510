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
    _leave_no_memory_behind()
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


def _leave_no_memory_behind() -> None:
    """Have no core file written, which SIGQUIT asks for: messages and keys would stand in it."""
    try:
        import resource
    except ImportError:
        return
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    # One byte: of a limit of 0 Linux takes no notice when it pipes a core to a program, core(5).
    resource.setrlimit(resource.RLIMIT_CORE, (min(1, most) if most >= 0 else 1, most))
