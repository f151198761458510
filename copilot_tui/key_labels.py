"""How keys are shown: as they are printed on the keyboard, or nearly so."""

from __future__ import annotations

_KEY_LABELS = {
    "escape": "esc",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "greater_than_sign": ">",
    "slash": "/",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def key_label(key: str) -> str:
    """How one key is shown."""
    *modifiers, name = key.split("+")
    return "+".join([*modifiers, _KEY_LABELS.get(name, name)])


def keys_label(keys: str) -> str:
    """How comma-separated keys are shown, without those that only some terminals send."""
    shown = [key_label(key) for key in keys.split(",") if key and "\r" not in key]
    return " ".join(shown)
