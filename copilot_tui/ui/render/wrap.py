"""Breaking text into lines by the cells that Textual draws it in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from rich.cells import cell_len, split_graphemes

from copilot_tui.ui.render.line import Row, Span

_WORD = re.compile("[^ ]+")
_NEVER_FIRST = frozenset("、。，．・：；？！）〕］｝〉》」』】〗’”％ー…!?,.:;)]}%")
_NEVER_LAST = frozenset("（〔［｛〈《「『【〖‘“([{")
_JOINER = "\u200d"
_JOINING = (_JOINER, "\ufe0f")


class Piece(NamedTuple):
    """What one line shows of a text, and what is swallowed after it; see `Line.joiner`."""

    start: int
    end: int
    joiner: str | None


_Breaker: TypeAlias = Callable[[str], list[Piece]]


def wrap(spans: Sequence[Span], width: int) -> list[Row]:
    """Break a line of prose at spaces, between wide characters, or inside long words.

    Args:
        spans: the line; without tabs and newlines.
        width: cells of each row, at least 2.
    """
    return _rows(spans, lambda text: break_words(text, width))


def chop(spans: Sequence[Span], width: int) -> list[Row]:
    """Break a line of code wherever it is full, swallowing nothing."""
    return _rows(spans, lambda text: break_anywhere(text, width))


def break_words(text: str, width: int) -> list[Piece]:
    """Find where prose is broken into lines of `width` cells."""
    if len(text) <= width and cell_len(text) <= width:
        return [Piece(0, len(text), None)]
    pieces: list[Piece] = []
    start = end = column = 0
    for unit_start, unit_end, cells in _units(text, width):
        gap = unit_start - end
        if column + gap + cells > width and (column or gap):
            pieces.append(Piece(start, end, text[end:unit_start]))
            start, column, gap = unit_start, 0, 0
        column += gap + cells
        end = unit_end
    pieces.append(Piece(start, end, None))
    return pieces


def break_anywhere(text: str, width: int) -> list[Piece]:
    """Find where code is broken into lines of `width` cells."""
    if text.isascii():
        starts = [*range(0, len(text), width)] or [0]
    else:
        starts = [0]
        column = 0
        for start, _, cells in graphemes(text):
            if column + cells > width and column:
                starts.append(start)
                column = 0
            column += cells
    ends = [*starts[1:], len(text)]
    return [
        Piece(start, end, "" if end < len(text) else None)
        for start, end in zip(starts, ends, strict=True)
    ]


def graphemes(text: str) -> list[tuple[int, int, int]]:
    """Start, end and cells of the characters of `text` as they are drawn.

    Rich 15 lets several joiners at the very start hide the character after them, which
    its `cell_len` counts; here they stand alone.
    """
    lead = len(text) - len(text.lstrip(_JOINER))
    if lead < 2:
        return split_graphemes(text)[0]
    rest = split_graphemes(text[lead:])[0]
    return [
        *((index, index + 1, 0) for index in range(lead)),
        *((start + lead, end + lead, cells) for start, end, cells in rest),
    ]


def _units(text: str, width: int) -> Iterator[tuple[int, int, int]]:
    """Start, end and cells of what is not broken, in order, without the spaces between."""
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        cells = end - start if word.isascii() else cell_len(word)
        if cells <= width and cells <= end - start:
            yield start, end, cells
        elif word.isascii():
            # Character by character, a word of 5 MB took 12 s.
            for part in range(start, end, width):
                yield part, min(part + width, end), min(width, end - part)
        else:
            yield from _units_of_word(word, start, width)


def _units_of_word(word: str, offset: int, width: int) -> Iterator[tuple[int, int, int]]:
    start = end = cells = 0
    last_wide = False
    for grapheme_start, grapheme_end, grapheme_cells in graphemes(word):
        wide = grapheme_cells > 1
        may_break = (
            (wide or last_wide)
            and word[grapheme_start] not in _NEVER_FIRST
            and word[grapheme_start - 1] not in _NEVER_LAST
        )
        if grapheme_start and (may_break or cells + grapheme_cells > width):
            yield offset + start, offset + end, cells
            start, cells = grapheme_start, 0
        cells += grapheme_cells
        end = grapheme_end
        last_wide = wide
    yield offset + start, offset + end, cells


def _rows(spans: Sequence[Span], find: _Breaker) -> list[Row]:
    text = spans[0].text if len(spans) == 1 else "".join(span.text for span in spans)
    if len(spans) > 1 and any(mark in text for mark in _JOINING):
        spans = _without_split_graphemes(spans, text)
    pieces = find(text)
    if len(pieces) == 1 and pieces[0].end == len(text):
        return [Row(list(spans))]
    rows: list[Row] = []
    index = offset = 0
    for start, end, joiner in pieces:
        shown: list[Span] = []
        while index < len(spans) and offset < end:
            span = spans[index]
            span_end = offset + len(span.text)
            if span_end > start:
                part = span.text[max(start - offset, 0) : end - offset]
                shown.append(span._replace(text=part))
            if span_end > end:
                break
            index += 1
            offset = span_end
        rows.append(Row(shown, joiner))
    return rows


def _without_split_graphemes(spans: Sequence[Span], text: str) -> list[Span]:
    """Move style changes out of characters that are drawn as one, such as joined emoji."""
    ends = iter([end for _, end, _ in graphemes(text)])
    whole: list[Span] = []
    start = end = offset = 0
    for span in spans:
        offset += len(span.text)
        while end < offset:
            end = next(ends)
        if end > start:
            whole.append(span._replace(text=text[start:end]))
            start = end
    return whole
