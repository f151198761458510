"""Values of foreign data, each taken only for what it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from copilot_tui.text import one_line

JsonObject: TypeAlias = Mapping[str, object]

_MOST_WORDS = 80
_LAST_SECOND = 253_402_300_800.0
"""The year 9999 is over."""
_SURELY_MILLISECONDS = 1e11
"""As seconds that would be the year 5138."""


def object_in(value: object) -> JsonObject:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def list_in(value: object) -> list[object]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text_in(value: object) -> str:
    """The value if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""


def count_in(value: object) -> int | None:
    """The value if it counts something that a machine can have."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < 1 << 53 else None


def described(value: object) -> str:
    """A value in a few words, for a report."""
    return one_line(value)[:_MOST_WORDS] if isinstance(value, str) else type(value).__name__


def time_in(value: object) -> float | None:
    """The Unix time in seconds that a value means; None when it means none.

    It may be a number of seconds or, like JavaScript's, of milliseconds, or a text as in
    ISO 8601. A text without a time zone is taken as UTC.
    """
    if isinstance(value, str):
        seconds = _time_in_text(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        try:
            seconds = float(value)
        except OverflowError:
            return None
        if seconds > _SURELY_MILLISECONDS:
            seconds /= 1000
    else:
        return None
    return seconds if math.isfinite(seconds) and 0 < seconds < _LAST_SECOND else None


def _time_in_text(text: str) -> float:
    try:
        time = datetime.fromisoformat(text.strip())
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return math.nan
