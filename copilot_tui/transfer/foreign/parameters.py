"""Sampling parameters that other programs kept, in the words of the protocol."""

from __future__ import annotations

from copilot_tui.text import clean
from copilot_tui.transfer.foreign.values import JsonObject, list_in, object_in

_NAMES = {
    "temperature": "temperature",
    "top_p": "top_p",
    "max_tokens": "max_tokens",
    "max_output_tokens": "max_tokens",
    "num_predict": "max_tokens",
    "seed": "seed",
    "stop": "stop",
    "frequency_penalty": "frequency_penalty",
    "presence_penalty": "presence_penalty",
    "reasoning_effort": "reasoning_effort",
}
"""Theirs and ours. Others, such as Ollama's `num_ctx`, a server would refuse."""

_WHOLE = frozenset(("max_tokens", "seed"))
_TEXTS = frozenset(("stop", "reasoning_effort"))
_MOST = 1 << 53
_LONGEST = 200
_MOST_TEXTS = 16


def parameters_in(value: object) -> dict[str, object]:
    """Those of an object that a server takes, where their values make sense."""
    found: dict[str, object] = {}
    fields: JsonObject = object_in(value)
    for theirs, ours in _NAMES.items():
        sound = _sound(ours, fields.get(theirs))
        if sound is not None:
            found.setdefault(ours, sound)
    return found


def _sound(name: str, value: object) -> object:
    if name in _TEXTS:
        return _text(value) if name != "stop" else _text(value) or _texts(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if name in _WHOLE:
        is_sound = isinstance(value, int) and abs(value) < _MOST
        return value if is_sound and (name == "seed" or value > 0) else None
    return value if abs(value) < _MOST else None  # Neither infinite nor NaN.


def _text(value: object) -> str | None:
    return clean(value)[:_LONGEST] or None if isinstance(value, str) else None


def _texts(value: object) -> list[str] | None:
    return [text for item in list_in(value)[:_MOST_TEXTS] if (text := _text(item))] or None
