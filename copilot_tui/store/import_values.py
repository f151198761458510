"""Values of other files as an import takes them in."""

from __future__ import annotations

from math import isfinite
from uuid import UUID, uuid5

from copilot_tui.text import elide, one_line

_LONGEST_LINE = 1000
"""Characters of a title or a name."""

_LARGEST_INTEGER = (1 << 63) - 1


def other_uid(home: bytes, uid: bytes) -> bytes:
    """A name for a message whose own is taken; the same one every time."""
    return uuid5(UUID(bytes=home), uid.hex()).bytes


def line(text: str) -> str:
    """A title or a name as an import takes it in."""
    return elide(one_line(text), _LONGEST_LINE)


def finite(value: float) -> float:
    """A time that can be compared with others."""
    return value if isfinite(value) else 0.0


def as_count(value: int) -> int:
    """A number that a database can hold."""
    return max(0, min(value, _LARGEST_INTEGER))
