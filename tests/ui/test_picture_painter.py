"""Pictures as cells."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from rich.cells import cell_len
from rich.color import ColorSystem

from copilot_tui.terminal.kitty_pictures import PLACEHOLDER, full_number
from copilot_tui.ui.picture_painter import paint_blocks, paint_kitty
from copilot_tui.ui.render.picture_row import ShownPicture
from copilot_tui.ui.render.picture_size import CellSize
from tests.pictures import png


def shown(columns: int, rows: int) -> ShownPicture:
    return ShownPicture("digest", columns, rows, "")


def test_a_cell_has_two_pixels_and_the_ground_where_there_is_none() -> None:
    image = Image.new("RGBA", (4, 2))
    for place, colour in {
        (0, 0): (255, 0, 0, 255),
        (0, 1): (0, 0, 255, 255),
        (1, 0): (255, 0, 0, 255),
        (2, 1): (0, 0, 255, 255),
    }.items():
        image.putpixel(place, colour)
    file = BytesIO()
    image.save(file, "PNG")
    (line,) = paint_blocks(file.getvalue(), shown(4, 1), ColorSystem.TRUECOLOR).lines
    assert [part.text for part in line.segments] == ["▀", "▀", "▄", " "]
    styles = [part.style for part in line.segments if part.style is not None]
    pairs = [(style.color, style.bgcolor) for style in styles]
    colours = [[colour and colour.name for colour in pair] for pair in pairs]
    assert colours == [["#ff0000", "#0000ff"], ["#ff0000", None], ["#0000ff", None], [None, None]]


def test_neighbours_of_the_same_colours_are_one_stretch() -> None:
    painted = paint_blocks(png(100, 40), shown(100, 20), ColorSystem.TRUECOLOR)
    assert [len(line.segments) for line in painted.lines] == [1] * 20
    assert {line.cells for line in painted.lines} == {100}
    assert painted.cost < 100_000


def test_placeholders_have_the_colour_of_their_number() -> None:
    painted = paint_kitty(png(800, 320), shown(100, 20), CellSize(8, 16), full_number(7, 77))
    for line in painted.lines:
        (part,) = line.segments
        assert part.text.count(PLACEHOLDER) == cell_len(part.text) == line.cells == 100
        assert part.style is not None
        assert part.style.color is not None
        assert part.style.color.number == 77
    assert painted.png.startswith(b"\x89PNG")
