"""Drawing what lies around the part that is read of a long message."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot_tui.ui.log_view import LogView

_BELOW = 3
"""Screens that are drawn below what is seen, so that paging goes on into them."""


def draw_around(view: LogView, height: int) -> bool:
    """Have some more above and below what is seen of messages that are drawn in part.

    Args:
        view: what is seen.
        height: lines of the window.

    Returns:
        Whether anything was drawn.
    """
    if not view.rows:
        return False
    top, bottom = view.rows[0], view.rows[-1]
    wanted, has_drawn = bottom.number + _BELOW * height, False
    if top.number <= height and (lines := top.item.draw_earlier()):
        view.grew_above(top.item.id, lines)
        wanted, has_drawn = wanted + lines, True
    while len(bottom.item.lines()) < wanted and bottom.item.draw_later():
        has_drawn = True
    if has_drawn:
        view.measure_anew()
    return has_drawn
