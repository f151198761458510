"""Names of conversations and messages that hold in every file."""

from __future__ import annotations

import os
import time

from copilot_tui.store.repeating import made

_RANDOM_BITS = (1 << 74) - 1
_VERSION = 7 << 76
_VARIANT = 2 << 62
_LOW_BITS = (1 << 62) - 1


def new_uid() -> bytes:
    """A new name: a UUID of version 7 (RFC 9562, section 5.7), 16 bytes.

    It begins with the time in milliseconds, so that new ones stand together in an index. What
    is done again has the same ones.
    """
    return made("uid", _new)


def _new() -> bytes:
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10)) & _RANDOM_BITS
    high = (milliseconds << 80) | _VERSION | ((random >> 62) << 64)
    return (high | _VARIANT | (random & _LOW_BITS)).to_bytes(16)
