"""As much of a notice as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

if TYPE_CHECKING:
    from textual.geometry import Size

_WIDTH = 60
_MARGIN = 2
_BESIDE = 4
_ABOVE_AND_BELOW = 3
"""Cells and lines around the text of a notice, or a few more; see `copilot.tcss`."""

_CUT = "…"


def fitting(text: str, screen: Size) -> str:
    """The text, or its beginning and a sign that there is more, for 60 % of the screen."""
    most = max(2, screen.height * 6 // 10 - _ABOVE_AND_BELOW)
    lines = Content(text).wrap(max(1, min(_WIDTH, screen.width - _MARGIN) - _BESIDE))
    if len(lines) <= most:
        return text
    return "\n".join([*(line.plain.rstrip() for line in lines[: most - 1]), _CUT])
