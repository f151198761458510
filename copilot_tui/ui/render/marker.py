"""The markers of list items."""

from __future__ import annotations

from typing import NamedTuple

_BULLETS = "•◦▪"
_TASKS = {"[ ] ": "☐", "[x] ": "☑", "[X] ": "☑"}
NARROWEST = 12
"""Cells that indentation leaves to the text, where the width has them."""


class Marker(NamedTuple):
    """The marker before an item's first line, and the space before its others."""

    text: str
    blank: str


def item_marker(ordinal: int | None, bullet_depth: int, task: str = "") -> Marker:
    """The marker of an item.

    Args:
        ordinal: its number, None for a bullet.
        bullet_depth: how many bullet lists it is in, itself included.
        task: the sign of its check box, if it has one.
    """
    if ordinal is None:
        sign = task or _BULLETS[(bullet_depth - 1) % len(_BULLETS)]
        text = f" {sign} "
    else:
        text = f"{ordinal:>2}. {task}{' ' if task else ''}"
    return Marker(text, " " * len(text))


def task_sign(text: str) -> str:
    """The check box that an item's text begins with, or an empty string."""
    return _TASKS.get(text[:4], "")


def outer_indent(ordinals: tuple[int | None, ...], width: int) -> int:
    """The columns that items indent what is inside them by, less where it is narrow."""
    columns = sum(len(item_marker(ordinal, 1).text) for ordinal in ordinals)
    return max(0, min(columns, width - NARROWEST))
