"""The sentence around what a search has found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.chat.search_query import locate
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.chat.search_query import Term

BEFORE = 60
"""Characters before the first hit, at most, so that it is seen on a narrow line, too."""

LENGTH = 240
"""Characters of a snippet, about."""

_REST_OF_WORD = 40
_GUESSES = 20
_ENDS = ".!?…。！？\n"
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a message on one clean line.

    Attributes:
        text: the sentence around the first hit, with … where it is cut.
        ranges: start and end of each hit in `text`, in code points.
    """

    text: str
    ranges: tuple[tuple[int, int], ...]


def snippet(text: str, terms: Sequence[Term]) -> Snippet:
    """The sentence in `text` around the longest of `terms`, where most others stand with it."""
    by_length = sorted(terms, key=lambda term: -len(term.text))
    start, end = next(
        (place for term in by_length if (place := _best_place(text, term, terms)) is not None),
        (0, 0),
    )
    first = _sentence_start(text, start)
    last = _sentence_end(text, end, first + LENGTH)
    before = "" if not text[:first].strip() or _ends_sentence(text, first) else "…"
    after = "" if not text[last:].strip() or _ends_sentence(text, last) else "…"
    line = f"{before}{one_line(text[first:last])}{after}"
    return Snippet(line, locate(line, terms))


def _best_place(text: str, term: Term, terms: Sequence[Term]) -> tuple[int, int] | None:
    """Of the first places of a term, the one with most of the others in its sentence."""
    # A long text is not taken apart whole where the typed characters show the place.
    folded = text.casefold()
    near = folded.find(term.text) if len(folded) == len(text) else -1
    found: list[tuple[int, tuple[int, int]]] = []
    for _ in range(_GUESSES):
        if near < 0:
            break
        window = max(0, near - 1)
        places = locate(text[window : near + len(term.text) + _REST_OF_WORD], (term,))
        if places:
            start, end = window + places[0][0], window + places[0][1]
            others = len(terms) - 1 and _held_beside(text, (start, end), terms)
            if others == len(terms) - 1:
                return start, end
            found.append((-others, (start, end)))
        near = folded.find(term.text, near + 1)
    return min(found)[1] if found else next(iter(locate(text, (term,))), None)


def _held_beside(text: str, place: tuple[int, int], terms: Sequence[Term]) -> int:
    """How many other terms would be seen in the snippet around a place."""
    first = _sentence_start(text, place[0])
    shown = text[first : _sentence_end(text, place[1], first + LENGTH)]
    return sum(bool(locate(shown, (term,))) for term in terms) - 1


def _sentence_start(text: str, hit: int) -> int:
    earliest = max(0, hit - BEFORE)
    ends = [found.end() for found in _SENTENCE_END.finditer(text, earliest, hit)]
    if ends:
        return ends[-1]
    if not earliest:
        return 0
    space = _SPACE.search(text, earliest, hit)
    return space.end() if space else earliest


def _sentence_end(text: str, hit_end: int, furthest: int) -> int:
    found = _SENTENCE_END.search(text, hit_end, max(furthest, hit_end))
    return found.start() if found else min(len(text), max(furthest, hit_end))


def _ends_sentence(text: str, index: int) -> bool:
    around = text[:index].rstrip(" \t")[-1:] + text[index : index + 1]
    return any(character in _ENDS for character in around[:1]) or around[1:] == "\n"
