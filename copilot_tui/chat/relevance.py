"""How well a message that holds all terms of a query answers it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copilot_tui.chat.search_query import Term

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.75
_USUAL_LENGTH = 600
_WHOLE_WORD = 0.5


def relevance_of(terms: Sequence[Term]) -> Callable[[str], float]:
    """A function that scores texts which are known to hold all `terms`.

    It is BM25 with its usual constants (Robertson and Zaragoza, "The Probabilistic
    Relevance Framework", 2009) but for the rarity of a term, which cannot tell two texts
    apart that both hold all of them. Whole words count more than beginnings of words.
    The score is rounded, so that texts which are about as good are equal.
    """
    whole = [_whole_word(re.escape(term.text)) for term in terms]

    def score(text: str) -> float:
        folded = text.casefold()
        length = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * len(text) / _USUAL_LENGTH
        total = 0.0
        for term, pattern in zip(terms, whole, strict=True):
            # A text that was found without its accents does not hold what was typed.
            times = max(1, folded.count(term.text))
            total += times / (times + _SATURATION * length)
            total += _WHOLE_WORD if pattern.search(folded) else 0.0
        return round(total, 1)

    return score


def _whole_word(text: str) -> re.Pattern[str]:
    # What stands before it is looked at last: a pattern that begins with plain characters
    # is searched for five times as fast.
    return re.compile(rf"{text}(?!\w)(?<!\w{text})")
