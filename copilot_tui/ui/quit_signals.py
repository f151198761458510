"""Quitting in good order when the terminal is closed or the system asks."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable

LAST_RESORT_SECONDS = 10.0
"""How long quitting may take once the terminal is closed."""


def quit_on_signals(quit_app: Callable[[], None]) -> None:
    """Call a function when a signal asks the app to end; to be used within its event loop."""

    def quit_soon() -> None:
        # Whatever may still hold it up, a program without a terminal must not stay.
        last_resort = threading.Timer(LAST_RESORT_SECONDS, os._exit, (1,))
        last_resort.daemon = True
        last_resort.start()
        quit_app()

    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            loop.add_signal_handler(number, quit_soon)
