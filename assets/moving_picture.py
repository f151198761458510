"""A terminal's screens in the course of time, written as one SVG that moves by its style sheet.

The screen is cut into fields of a row each, on both sides of a column. What a field shows in turn
stands above each other in it, as on a strip of film, and is moved by keyframes; so only what
changes is written again. There is no script in it, and whoever wants no motion sees the last
screen that is marked for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.sax.saxutils import escape

import pyte
from pyte.screens import Char
from rich.cells import cell_len

CELL_WIDTH, CELL_HEIGHT, FONT_SIZE = 7.2, 16, 12
MARGIN = 10
CAPTION_HEIGHT = 26
GROUND, TEXT, ACCENT, MUTED = "#101318", "#d6dae1", "#7cb7ff", "#9aa7b8"
FONTS = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"


@dataclass(slots=True)
class Field:
    """One part of the screen with all that it shows in turn.

    Attributes:
        contents: what it shows, each once.
        shown: from which second on it shows which of them.
    """

    contents: list[str] = field(default_factory=list)
    shown: list[tuple[float, int]] = field(default_factory=list)

    def show(self, second: float, content: str) -> None:
        """Show something from now on."""
        if content not in self.contents:
            self.contents.append(content)
        number = self.contents.index(content)
        if not self.shown or self.shown[-1][1] != number:
            self.shown.append((second, number))


class MovingPicture:
    """Takes screens in, and writes the picture.

    Args:
        screen: of the terminal, read whenever `take` is called.
        split: column at which each row is cut in two.
    """

    def __init__(self, screen: pyte.Screen, split: int) -> None:
        self._screen = screen
        self._split = split
        self._fields = [(Field(), Field()) for _ in range(screen.lines)]
        self._caption = Field()
        self._still = 0.0

    def take(self, second: float, caption: str) -> None:
        """Take in what the screen shows now."""
        cursor = self._screen.cursor
        for y, fields in enumerate(self._fields):
            row = [self._screen.buffer[y][x] for x in range(self._screen.columns)]
            if cursor.y == y and not cursor.hidden and cursor.x < len(row):
                row[cursor.x] = row[cursor.x]._replace(reverse=not row[cursor.x].reverse)
            for place, cells in zip(fields, (row[: self._split], row[self._split :]), strict=True):
                place.show(second, _drawn(cells))
        keys, _, words = caption.partition("  ")
        text = f'<text y="17"><tspan fill="{ACCENT}" font-weight="bold">{escape(keys)}</tspan>'
        text += f'<tspan dx="10" fill="{MUTED}">{escape(words)}</tspan></text>'
        self._caption.show(second, text if caption else "")

    def mark_still(self, second: float) -> None:
        """What is shown now is what those see who want no motion."""
        self._still = second

    def svg(self, seconds: float, title: str) -> str:
        """The picture, which begins anew after so many seconds."""
        width = round(self._screen.columns * CELL_WIDTH + 2 * MARGIN)
        height = self._screen.lines * CELL_HEIGHT + 2 * MARGIN + CAPTION_HEIGHT
        styles, bodies = [], []
        for number, (place, x, y, wide, high) in enumerate(self._places()):
            style, body = self._strip(number, place, (x, y, wide, high), seconds)
            styles.append(style)
            bodies.append(body)
        style = "\n".join(filter(None, styles))
        drawing, looks = _with_classes("\n".join(bodies))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'font-family="{FONTS}" font-size="{FONT_SIZE}" role="img" aria-label="{title}">\n'
            f"<title>{title}</title>\n<style>\n"
            f"text{{white-space:pre;fill:{TEXT}}}\n"
            "svg{overflow:hidden}svg svg svg{overflow:visible}\n"
            f"g{{animation:{seconds:.2f}s step-end infinite}}\n{looks}\n{style}\n"
            "@media (prefers-reduced-motion:reduce){g{animation:none}}\n</style>\n"
            f'<rect width="{width}" height="{height}" rx="8" fill="{GROUND}"/>\n'
            f"{drawing}\n</svg>\n"
        )

    def _places(self) -> Iterator[tuple[Field, float, float, float, float]]:
        cut = self._split * CELL_WIDTH
        rest = (self._screen.columns - self._split) * CELL_WIDTH
        for y, (left, right) in enumerate(self._fields):
            top = MARGIN + y * CELL_HEIGHT
            yield left, MARGIN, top, cut, CELL_HEIGHT
            yield right, MARGIN + cut, top, rest, CELL_HEIGHT
        top = MARGIN + self._screen.lines * CELL_HEIGHT
        yield self._caption, MARGIN + CELL_WIDTH, top, cut + rest, CAPTION_HEIGHT

    def _strip(
        self, number: int, place: Field, box: tuple[float, float, float, float], seconds: float
    ) -> tuple[str, str]:
        x, y, wide, high = box
        still = max((at for at in place.shown if at[0] <= self._still), default=place.shown[0])[1]
        inner = "".join(
            f'<svg y="{at * high:g}">{content}</svg>' if at else content
            for at, content in enumerate(place.contents)
        )
        if not inner:
            return "", ""
        style, name = "", ""
        if len(place.shown) > 1:
            steps = "".join(
                f"{100 * second / seconds:.2f}%{{transform:translateY({-at * high:g}px)}}"
                for second, at in [(0.0, place.shown[0][1]), *place.shown[1:]]
            )
            style = f"@keyframes k{number}{{{steps}}}\n"
            style += (
                f"#f{number}{{animation-name:k{number};transform:translateY({-still * high:g}px)}}"
            )
            name = f' id="f{number}"'
        body = f"<g{name}>{inner}</g>" if name else inner
        return style, (f'<svg x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}">{body}</svg>')


def _with_classes(drawing: str) -> tuple[str, str]:
    """The same drawing with classes in place of styles and grounds, and their rules."""
    names: dict[str, str] = {}

    def named(found: re.Match[str]) -> str:
        return f'class="{names.setdefault(found[1], f"c{len(names)}")}"'

    drawing = re.sub(r'style="([^"]+)"', named, drawing)
    return drawing, "\n".join(f".{name}{{{look}}}" for look, name in names.items())


def _drawn(cells: Sequence[Char]) -> str:
    """Cells as rectangles and texts, of which each begins exactly in its column."""
    shapes: list[str] = []
    column = 0
    for style, run in groupby(cells, key=_style):
        text = "".join(cell.data for cell in run)
        length = cell_len(text)
        colour, ground, extra = style
        x, width = column * CELL_WIDTH, length * CELL_WIDTH
        column += length
        if ground != GROUND:
            shapes.append(
                f'<rect x="{x:.4g}" width="{width:.4g}" height="16" style="fill:{ground}"/>'
            )
        if not text.strip():
            continue
        lead = len(text) - len(text.lstrip(" "))
        shown = text.strip(" ")
        look = ";".join(filter(None, (f"fill:{colour}" if colour != TEXT else "", extra)))
        fill = f' style="{look}"' if look else ""
        stretch = f' textLength="{cell_len(shown) * CELL_WIDTH:.4g}"' if len(shown) > 1 else ""
        shapes.append(
            f'<text x="{x + lead * CELL_WIDTH:.4g}" y="12"{fill}{stretch}>{escape(shown)}</text>'
        )
    return "".join(shapes)


def _style(cell: Char) -> tuple[str, str, str]:
    """Colour, ground and further attributes of a cell; of a blank one only the ground counts."""
    colour, ground = _colour(cell.fg, TEXT), _colour(cell.bg, GROUND)
    if cell.reverse:
        colour, ground = ground, colour
    marks = (
        "font-weight:bold" if cell.bold else "",
        "font-style:italic" if cell.italics else "",
        "text-decoration:underline" if cell.underscore else "",
    )
    extra = ";".join(filter(None, marks))
    return (
        (TEXT, ground, "") if cell.data == " " and not cell.underscore else (colour, ground, extra)
    )


def _colour(name: str, default: str) -> str:
    return f"#{name}" if len(name) == 6 else default
