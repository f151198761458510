"""Reading JSON that nobody vouches for."""

from __future__ import annotations

import json


def values_in(text: str | bytes | bytearray) -> int:
    """At most how many values JSON text holds, counted by its commas and brackets.

    Python's parser holds everything up for 25 ms for 100,000 of them, whatever their size,
    while a text of 2 MiB takes it 5 ms.
    """
    if isinstance(text, str):
        return text.count(",") + text.count("[") + text.count("{")
    return text.count(b",") + text.count(b"[") + text.count(b"{")


def parse_json(text: str | bytes) -> object:
    """Parse one JSON value.

    Raises:
        ValueError: it is no JSON, nested too deeply, or holds a number that Python refuses.
    """
    try:
        value: object = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value
