"""Paints only what has to be painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Iterable


class RowCompositor(Compositor):
    """Asks widgets for those of their rows that are to be painted, and no others.

    Textual 8.2.8 asks each widget whose parent reaches into the painted part for all of its
    rows: for a letter typed into the prompt those of the log as well. Asking for them, which
    are kept, takes longer than drawing what is new.
    """

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """The rows of all widgets within `crop`: their region, twice, and the strips."""
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip)
            if crop is not None:
                top, bottom = max(shown.y, crop.y), min(shown.bottom, crop.bottom)
                if shown.x >= crop.right or shown.right <= crop.x:
                    continue
                shown = Region(shown.x, top, shown.width, max(0, bottom - top))
            if shown:
                yield shown, shown, widget.render_lines(shown.translate(-region.offset))
