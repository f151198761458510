"""One entry of a list to choose from, and how a part of its text is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

Value = TypeVar("Value")

_ONE_LINE = str.maketrans("\n\t", "  ")


@dataclass(frozen=True, slots=True)
class PickerRow(Generic[Value]):
    """Something to choose.

    Attributes:
        value: what the picker is dismissed with.
        text: one clean line, which is also what a fixed list is searched for.
        detail: stands at the right edge.
        mark: one sign before the text.
        key: in a menu, the key that chooses it at once, as Textual names it.
        group: the heading it stands under, in a list that shows headings.
        matched: indices into `text` to emphasise; None emphasises what the query matches.
        excerpt: a second line, in a list that shows two for each entry.
        excerpt_matched: indices into `excerpt` to emphasise.
        is_fallback: whether it is meant only where no other row is: the cursor leaves it
            for rows that come later, unless the user has put it there.
    """

    value: Value
    text: str
    detail: str = ""
    mark: str = ""
    key: str = ""
    group: str = ""
    matched: tuple[int, ...] | None = None
    excerpt: str = ""
    excerpt_matched: tuple[int, ...] = ()
    is_fallback: bool = False


def covered(ranges: Iterable[tuple[int, int]]) -> tuple[int, ...]:
    """The indices inside of ranges that are given by start and end."""
    return tuple(at for start, end in ranges for at in range(start, end))


def emphasised(
    text: str, matched: Collection[int], room: int, style: Style, strong: Style
) -> list[Segment]:
    """Draw a text in exactly `room` cells, cut where it is longer.

    Args:
        text: newlines and tabs in it are drawn as spaces.
        matched: indices into it; the first of them is in what is shown.
        room: in cells.
        style: of the text.
        strong: of what is matched.
    """
    text = text.translate(_ONE_LINE)
    start = _first_shown(text, matched, room)
    lead = "…" if start else ""
    segments = [Segment(lead, style)] if lead else []
    left = room - len(lead)
    if cell_len(text[start:]) > left:
        shown = set_cell_size(text[start : start + left], max(0, left - 1)).rstrip()
        text, tail = text[:start] + shown, "…"
    else:
        tail = ""
    segments += _runs(text, start, frozenset(matched), style, strong)
    used = sum(segment.cell_length for segment in segments)
    segments.append(Segment(set_cell_size(tail, max(0, room - used)), style))
    return segments


def _first_shown(text: str, matched: Collection[int], room: int) -> int:
    """Where to begin so that the first match is seen, with some words before it."""
    first = min(matched, default=0)
    if cell_len(text[: first + 1]) < room * 3 // 4 or cell_len(text) <= room:
        return 0
    start = max(0, first - room // 4)
    space = text.find(" ", start, first)
    return space + 1 if space >= 0 else start


def _runs(
    text: str, start: int, matched: Collection[int], style: Style, strong: Style
) -> Iterator[Segment]:
    for is_match, run in groupby(range(start, len(text)), key=lambda at: at in matched):
        yield Segment("".join(text[at] for at in run), strong if is_match else style)
