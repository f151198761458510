"""Saying on standard error that something takes long, to whoever waits at a terminal."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.config.database_setting import DatabaseSetting

SLOW_SECONDS = 2.5
"""A server that lets us in later than that may be away, which is known after ten seconds."""


def waiting_words(database: DatabaseSetting) -> str:
    """What is said while a server is waited for; empty where the conversations are in a file."""
    address = database.address
    return "" if address is None else f"Waiting for the database at {address.shown} …"


@contextmanager
def said_when_slow(database: DatabaseSetting) -> Iterator[None]:
    """Say that the server with the conversations is waited for, where the body takes long.

    Args:
        database: where the conversations are; nothing is said of a file.
    """
    words = waiting_words(database)
    if not words:
        yield
        return
    timer = threading.Timer(SLOW_SECONDS, _say, [words])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _say(sentence: str) -> None:
    # Where nobody reads it, whoever writes next finds that out.
    with suppress(OSError, ValueError):
        print(sentence, file=sys.stderr, flush=True)
