"""What a line is that shows a part of a picture."""

from __future__ import annotations

from typing import NamedTuple


class ShownPicture(NamedTuple):
    """A picture at one place of a text.

    Attributes:
        digest: of its bytes.
        columns: cells from left to right.
        rows: lines.
        markdown: what is copied in its place.
    """

    digest: str
    columns: int
    rows: int
    markdown: str


class PictureRow(NamedTuple):
    """One line of a picture, or the one below it that names it.

    Attributes:
        shown: the picture; the same object for all of its lines.
        number: which line of it, from 0; None for the one that names it.
    """

    shown: ShownPicture
    number: int | None
