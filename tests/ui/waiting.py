"""Waiting for what an app is to show."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE = 45.0
"""Seconds after which something that was waited for counts as missing, on a busy machine, too."""


async def wait_until(reached: Callable[[], bool]) -> None:
    """Let the app go on until something is so.

    Raises:
        TimeoutError: it was not so for `PATIENCE` seconds.
    """
    async with asyncio.timeout(PATIENCE):
        while not reached():  # noqa: ASYNC110 - Textual sets no event for what is on the screen.
            await asyncio.sleep(0.005)
