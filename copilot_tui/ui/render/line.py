"""Drawn lines, and the rows they are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

if TYPE_CHECKING:
    from copilot_tui.ui.render.picture_row import PictureRow


class Span(NamedTuple):
    """A stretch of text in one style, which may be a link."""

    text: str
    style: Style
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the screen, and what is needed to copy from it exactly.

    A `Strip` would bring 1.1 kB of caches along (Textual 8.2.8), twice as much as all the rest.

    Attributes:
        segments: what is drawn; at most as many cells as the width it was drawn for.
        text: exactly the characters of `segments`.
        joiner: what was swallowed where the next line goes on with this one by soft wrap;
            None when a real line end follows.
        indent: how many characters at the start are decoration: hanging indentation,
            quote bars, padding.
        end: how many characters come before the padding at the end.
        links: start and end in `text`, and the address, of every link.
        cells: the width of `segments`.
        picture: which part of a picture it shows; None for text.
    """

    segments: tuple[Segment, ...]
    text: str
    joiner: str | None = None
    indent: int = 0
    end: int = 0
    links: tuple[tuple[int, int, str], ...] = ()
    cells: int = 0
    picture: PictureRow | None = None

    @property
    def strip(self) -> Strip:
        """The same for Textual."""
        return Strip(self.segments, self.cells)

    @property
    def content(self) -> str:
        """The text without its decoration."""
        return self.text[self.indent : self.end]


BLANK = Line((), "")
"""A line with nothing in it."""


@dataclass(slots=True)
class Row:
    """A line while it is put together.

    Attributes:
        spans: what it shows.
        joiner: see `Line`.
        indent: see `Line`.
        padding: how many characters at the end are padding.
    """

    spans: list[Span] = field(default_factory=list)
    joiner: str | None = None
    indent: int = 0
    padding: int = 0

    @property
    def cells(self) -> int:
        """The width on the screen."""
        return sum(cell_len(span.text) for span in self.spans)


def prefixed(rows: list[Row], first: Span, rest: Span, *, decoration: bool = True) -> list[Row]:
    """Put `first` before the first row and `rest` before the others.

    Args:
        rows: changed in place.
        first: of the same width as `rest`.
        rest: always decoration.
        decoration: whether `first` is decoration too, rather than text to be copied.
    """
    for number, row in enumerate(rows):
        prefix = rest if number else first
        row.spans.insert(0, prefix)
        if number or decoration:
            row.indent += len(prefix.text)
        elif row.indent:
            row.indent = 0
    return rows


def lines_from(rows: list[Row], width: int) -> list[Line]:
    """Finish rows; one that is wider than `width` is cropped."""
    return [_line(row, width) for row in rows]


def _line(row: Row, width: int) -> Line:
    segments: list[Segment] = []
    links: list[tuple[int, int, str]] = []
    position = 0
    cells = 0
    for text, style, url in row.spans:
        if not text:
            continue
        segments.append(Segment(text, style))
        cells += cell_len(text)
        end = position + len(text)
        if url is not None:
            if links and links[-1][1:] == (position, url):
                links[-1] = (links[-1][0], end, url)
            else:
                links.append((position, end, url))
        position = end
    if cells > width:
        segments = list(Strip(segments, cells).crop(0, width))
        text = "".join([segment.text for segment in segments])
        cells, position = width, len(text)
        links = [link for link in links if link[1] <= position]
    else:
        text = "".join([segment.text for segment in segments])
    return Line(
        segments=tuple(segments),
        text=text,
        joiner=row.joiner,
        indent=min(row.indent, position),
        end=max(position - row.padding, 0),
        links=tuple(links),
        cells=cells,
    )
