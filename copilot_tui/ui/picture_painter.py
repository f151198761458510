"""Pictures as lines of cells; for a thread of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style

from copilot_tui.files.picture_drawing import scaled_pixels, scaled_png
from copilot_tui.terminal.kitty_pictures import placeholders
from copilot_tui.ui.render.line import Line
from copilot_tui.ui.render.picture_row import PictureRow, ShownPicture

if TYPE_CHECKING:
    from rich.color import ColorSystem

    from copilot_tui.ui.render.picture_size import CellSize

_UPPER, _LOWER = "▀", "▄"
_OPAQUE = 128
_COARSE = bytes(value & 0xFC | value >> 6 for value in range(256))
"""Six bits a colour are as good to the eye, and more neighbours are the same."""

_SEGMENT_BYTES = 900
"""What a stretch of one style takes in memory: measured on photos, Python 3.11."""


@dataclass(frozen=True, slots=True)
class Painted:
    """A picture that can be drawn.

    Attributes:
        lines: of cells.
        cost: bytes that it takes, here or in the terminal.
        png: what the terminal is to be sent; nothing where the cells are all.
    """

    lines: tuple[Line, ...]
    cost: int
    png: bytes = b""


def paint_blocks(data: bytes, shown: ShownPicture, colours: ColorSystem) -> Painted:
    """Paint with half blocks: two pixels in each cell.

    Args:
        data: the file.
        shown: how large.
        colours: of the terminal.

    Raises:
        FileRefused: it cannot be read.
    """
    stride = 4 * shown.columns
    pixels = scaled_pixels(data, shown.columns, 2 * shown.rows).translate(_COARSE)
    known: dict[tuple[bytes, bytes], Segment] = {}
    lines: list[Line] = []
    count = 0
    for number in range(shown.rows):
        start = 2 * number * stride
        upper = pixels[start : start + stride]
        lower = pixels[start + stride : start + 2 * stride]
        segments: list[Segment] = []
        for at in range(0, stride, 4):
            pair = (upper[at : at + 4], lower[at : at + 4])
            cell = known.get(pair)
            if cell is None:
                cell = known[pair] = _cell(*pair, colours)
            if segments and segments[-1].style is cell.style and segments[-1].text[0] == cell.text:
                segments[-1] = Segment(segments[-1].text + cell.text, cell.style)
            else:
                segments.append(cell)
        count += len(segments)
        lines.append(_line(tuple(segments), shown, number))
    return Painted(tuple(lines), count * _SEGMENT_BYTES)


def paint_kitty(data: bytes, shown: ShownPicture, cell: CellSize, picture: int) -> Painted:
    """Paint with placeholders of kitty's protocol.

    Args:
        data: the file.
        shown: how large.
        cell: of the terminal.
        picture: its full number in the terminal.

    Raises:
        FileRefused: it cannot be read.
    """
    width, height = shown.columns * cell.width, shown.rows * cell.height
    style = Style(color=Color.from_ansi(picture & 0xFF))
    lines = tuple(
        _line((Segment(placeholders(picture, number, shown.columns), style),), shown, number)
        for number in range(shown.rows)
    )
    return Painted(lines, width * height * 4, scaled_png(data, width, height))


def _line(segments: tuple[Segment, ...], shown: ShownPicture, number: int) -> Line:
    blank = " " * shown.columns
    picture = PictureRow(shown, number)
    return Line(segments, blank, joiner="", cells=shown.columns, picture=picture)


def _cell(upper: bytes, lower: bytes, colours: ColorSystem) -> Segment:
    """One cell; where the picture is not opaque the ground is seen."""
    sees_upper, sees_lower = upper[3] >= _OPAQUE, lower[3] >= _OPAQUE
    if not sees_upper and not sees_lower:
        return Segment(" ", Style())
    if sees_upper and sees_lower:
        style = Style(color=_colour(upper), bgcolor=_colour(lower))
        text = _UPPER
    else:
        style = Style(color=_colour(upper if sees_upper else lower))
        text = _UPPER if sees_upper else _LOWER
    # What is written for it is kept with the style: let it be found out here.
    style.render(text, color_system=colours)
    return Segment(text, style)


def _colour(pixel: bytes) -> Color:
    return Color.from_triplet(ColorTriplet(pixel[0], pixel[1], pixel[2]))
