"""What a window says of its keys, as they are mapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import ActiveBinding

from copilot_tui.key_labels import key_label

GAP = "   "


def key_hints(
    active_bindings: Mapping[str, ActiveBinding], words: Iterable[tuple[str, str]]
) -> str:
    """The first key of each binding with a word for what it does.

    Args:
        active_bindings: of the screen.
        words: ids of bindings with their words; those that cannot be used now are left out.
    """
    keys: dict[str, str] = {}
    for key, active in active_bindings.items():
        if active.binding.id is not None:
            keys.setdefault(active.binding.id, key_label(key))
    return GAP.join(f"{keys[name]} {word}" for name, word in words if name in keys)
