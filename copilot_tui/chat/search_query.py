"""What is typed into a search: any text at all is a query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.chat.search_text import is_word, tokens
from copilot_tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

QUERY_CHARACTERS = 500
"""What is looked at of a query; nobody types more, and a paste must not hold up the search."""

TERMS = 16
"""How many words and phrases of a query are looked for."""

_PIECE = re.compile(r'"([^"]*)("?)|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase of a query.

    Attributes:
        tokens: see `search_text.tokens`; they must follow one another.
        prefix: whether the last token may be the beginning of a longer word.
        text: how it was typed, casefolded, without quotes.
    """

    tokens: tuple[str, ...]
    prefix: bool
    text: str


def parse_query(query: str) -> tuple[Term, ...]:
    """Take a query apart. A message is found if it holds all terms.

    Words are beginnings of words, "quoted phrases" are found as they stand, and signs
    belong to the word they touch. A phrase whose end quote has not been typed yet ends in
    the beginning of a word. There is no other syntax, and nothing is ever an error.
    """
    terms: list[Term] = []
    for piece in _PIECE.finditer(clean(query[:QUERY_CHARACTERS])):
        phrase, end_quote, word = piece.groups()
        text = word or phrase
        found = tuple(token.text for token in tokens(text))
        if found:
            prefix = not end_quote and not text[-1].isspace() and is_word(found[-1])
            terms.append(Term(found, prefix, text.casefold().strip()))
    return tuple(dict.fromkeys(terms))[:TERMS]


def locate(text: str, terms: Sequence[Term]) -> tuple[tuple[int, int], ...]:
    """Where `terms` stand in `text`: start and end of each place, in order, none overlapping.

    A word is covered whole, also where only its beginning was typed.
    """
    found = list(tokens(text))
    here = [token.text for token in found]
    places: list[tuple[int, int]] = []
    for index, token in enumerate(found):
        length = max((_length_at(term, here, index) for term in terms), default=0)
        if not length:
            continue
        end = found[index + length - 1].end
        if places and token.start < places[-1][1]:
            places[-1] = (places[-1][0], max(end, places[-1][1]))
        else:
            places.append((token.start, end))
    return tuple(places)


def _length_at(term: Term, here: Sequence[str], index: int) -> int:
    """How many tokens `term` covers in `here` from `index` on; 0 if it does not stand there."""
    length = len(term.tokens)
    if length > 1 and here[index] != term.tokens[0]:
        return 0
    last = here[index + length - 1] if index + length <= len(here) else ""
    fits = last.startswith(term.tokens[-1]) if term.prefix else last == term.tokens[-1]
    if fits and tuple(here[index : index + length - 1]) == term.tokens[:-1]:
        return length
    return 0
