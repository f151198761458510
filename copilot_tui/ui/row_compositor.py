"""Paints only what has to be painted."""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class RowCompositor(Compositor):
    """Asks widgets for those of their rows that are to be painted, and no others.

    Textual 8.2.8 asks each widget whose parent reaches into the painted part for all of its
    rows: for a letter typed into the prompt those of the log as well. Asking for them, which
    are kept, takes longer than drawing what is new. It also asks those that lie wholly behind
    others, as the screen and its columns do, and cuts their rows into pieces that nobody sees.
    """

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """The rows of all widgets within `crop`: their region, twice, and the strips."""
        in_front: list[Region] = []
        # From front to back.
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip)
            if crop is not None:
                top, bottom = max(shown.y, crop.y), min(shown.bottom, crop.bottom)
                if shown.x >= crop.right or shown.right <= crop.x:
                    continue
                shown = Region(shown.x, top, shown.width, max(0, bottom - top))
            if shown and not is_covered(shown, in_front):
                in_front.append(shown)
                yield shown, shown, widget.render_lines(shown.translate(-region.offset))


def is_covered(region: Region, others: Iterable[Region]) -> bool:
    """Whether no cell of a region is left outside all of the others."""
    left = [region]
    for other in others:
        left = [rest for piece in left for rest in _outside(piece, other)]
        if not left:
            return True
    return False


def _outside(region: Region, other: Region) -> Iterable[Region]:
    """What of a region is outside another one, in pieces that do not overlap."""
    common = region.intersection(other)
    if not common:
        return (region,)
    x, y, right, bottom = region.x, region.y, region.right, region.bottom
    pieces = (
        Region(x, y, region.width, common.y - y),
        Region(x, common.bottom, region.width, bottom - common.bottom),
        Region(x, common.y, common.x - x, common.height),
        Region(common.right, common.y, right - common.right, common.height),
    )
    return filter(None, pieces)
