"""Quitting in good order when the terminal is closed or the system asks."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from copilot_tui.terminal.last_resort import end_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

LAST_RESORT_SECONDS = 10.0
"""How long quitting may take once a signal has asked for it."""

SECOND_ASKING_SECONDS = 2.0
"""How long it may take from the second signal on."""

QUITTING_SECONDS = 30.0
"""How long it may take when the user asks, who sees that it has not ended."""

_ASKING: Final = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT")


@contextmanager
def quitting_on_signals(
    ask_to_quit: Callable[[], None], give_back_terminal: Callable[[], None]
) -> Iterator[Callable[[], None]]:
    """Ask the app to quit when a signal asks the program to end; to be used around all of it.

    Whatever may hold the app up, a program that was asked to end does not stay, and leaves
    the terminal as it was.

    Args:
        ask_to_quit: called by the signal handler, so in the middle of anything.
        give_back_terminal: the last resort; called on another thread.

    Yields:
        What sees to the same when the user asks.
    """
    asked = 0

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        del number, frame
        asked += 1
        if asked <= 2:
            seconds = LAST_RESORT_SECONDS if asked == 1 else SECOND_ASKING_SECONDS
            end_in(seconds, give_back_terminal)
        ask_to_quit()

    numbers = [getattr(signal, name) for name in _ASKING if hasattr(signal, name)]
    before = [(number, signal.signal(number, handle)) for number in numbers]
    try:
        yield lambda: end_in(QUITTING_SECONDS, give_back_terminal)
    finally:
        for number, handler in before:
            signal.signal(number, handler)
