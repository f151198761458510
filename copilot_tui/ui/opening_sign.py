"""Saying what the start waits for."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from copilot_tui.config.database_setting import DatabaseSetting

OPENING_SECONDS = 1.0
"""A server that takes longer to let us in is said to be waited for."""


@contextmanager
def said_when_slow(say: Callable[[str], object], database: DatabaseSetting) -> Iterator[None]:
    """Say that the server with the conversations is waited for, where the body takes long.

    Args:
        say: shows a sentence, and takes it away for an empty one.
        database: where the conversations are; nothing is said of a file.
    """
    if database.address is None:
        yield
        return
    from copilot_tui.slow import waiting_words

    words = waiting_words(database)
    loop = asyncio.get_running_loop()
    due = loop.time() + OPENING_SECONDS
    timer = loop.call_at(due, say, words)
    try:
        yield
    finally:
        timer.cancel()
        if loop.time() >= due:
            say("")
