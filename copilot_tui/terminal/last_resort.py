"""Ending a program that was asked to end and does not."""

from __future__ import annotations

import _thread
import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def end_in(seconds: float, give_back_terminal: Callable[[], None]) -> None:
    """End the program after this time, whatever still holds it up; it may be gone before.

    May be called by a signal handler, so in the middle of anything.

    Args:
        seconds: from now.
        give_back_terminal: called before, on another thread.
    """

    def end() -> None:
        time.sleep(seconds)
        give_back_terminal()
        os._exit(1)

    # A `threading.Timer` takes locks, which the code that a signal interrupts may hold.
    _thread.start_new_thread(end, ())
