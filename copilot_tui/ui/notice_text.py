"""Notices above everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

if TYPE_CHECKING:
    from textual.app import App
    from textual.geometry import Size

BRIEFLY = 4.0
"""Seconds for which a sentence is shown that asks for nothing."""

_ERROR_SECONDS = 20.0

_WIDTH = 60
_MARGIN = 2
_BESIDE = 4
_ABOVE_AND_BELOW = 3
"""Cells and lines around the text of a notice, or a few more; see `copilot.tcss`."""

_CUT = "…"


def pop_up(app: App[None], text: str, *, is_error: bool) -> None:
    """Show a text for a while, as much of it as there is room for."""
    app.notify(
        fitting(text, app.size),
        severity="error" if is_error else "information",
        timeout=_ERROR_SECONDS if is_error else BRIEFLY,
        markup=False,
    )


def fitting(text: str, screen: Size) -> str:
    """The text, or its beginning and a sign that there is more, for 60 % of the screen."""
    most = max(2, screen.height * 6 // 10 - _ABOVE_AND_BELOW)
    lines = Content(text).wrap(max(1, min(_WIDTH, screen.width - _MARGIN) - _BESIDE))
    if len(lines) <= most:
        return text
    return "\n".join([*(line.plain.rstrip() for line in lines[: most - 1]), _CUT])
