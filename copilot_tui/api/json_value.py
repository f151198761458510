"""Reading JSON that nobody vouches for."""

from __future__ import annotations

import json


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
