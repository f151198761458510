"""Finding the titles that a few typed letters mean, among a hundred thousand.

Every word of a query must be in a title, letter by letter and in this order, though not
side by side. Case and accents do not count. What stands there as typed is looked for in
one text of all titles, and title by title only where that finds too few; the best few
hundred are weighed against each other.
"""

from __future__ import annotations

import asyncio
import heapq
import re
import unicodedata
from bisect import bisect_right
from enum import IntEnum
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LIMIT = 200
"""How many titles are found at most, where nobody asks for fewer."""

SLICE = 10_000
"""Titles that are looked at before the event loop may see to other things."""

PREPARED_SLICE = 4_000
"""The same for titles that are prepared."""

_RAREST = "zqxjkvbpygfwmucldrhsnioate"
"""Letters, the rarest first as counted in English; others count as rarer still."""


class _Fit(IntEnum):
    """How a query lies in a title, from the worst to the best."""

    LETTERS = 0
    WORDS = 1
    INSIDE = 2
    WORD_START = 3
    PREFIX = 4
    EXACT = 5


def fold(text: str) -> str:
    """The text without its case and accents; may be longer than it was."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def positions(query: str, text: str) -> tuple[int, ...]:
    """Where the letters of a query lie in a text that it matches, for showing it.

    Returns:
        Ascending indices into `text`; none when the query does not match.
    """
    words = fold(query).split()
    if text.isascii():
        prepared, origin = f" {text.lower()}", list(range(-1, len(text)))
    else:
        folded = [fold(char) for char in text]
        prepared = " " + "".join(folded)
        origin = [-1, *(at for at, part in enumerate(folded) for _ in part)]
    found = _aligned(words, prepared)
    return tuple(sorted({origin[at] for at in found} - {-1}))


class FuzzyIndex:
    """Titles prepared for looking, which never change again.

    Args:
        titles: the one to be preferred among equals first.
    """

    def __init__(self, titles: Iterable[str] = ()) -> None:
        self._texts = [_prepared(title) for title in titles]
        self._spelled: list[tuple[str, list[int]]] = []
        self._join()

    @classmethod
    async def prepared(cls, titles: Sequence[str]) -> FuzzyIndex:
        """The same, made in slices between which the event loop goes on."""
        index = cls()
        for start in range(0, len(titles), PREPARED_SLICE):
            index._texts += map(_prepared, titles[start : start + PREPARED_SLICE])
            await asyncio.sleep(0)
        index._join()
        return index

    def _join(self) -> None:
        """Make one text of all, in which something is found a hundred times as quickly."""
        self._joined = "\n".join(["", *self._texts, ""])
        self._starts = [0, *accumulate(len(text) + 1 for text in self._texts)]

    async def best(self, query: str, limit: int = LIMIT) -> list[int]:
        """The indices of the titles that match best, in this order.

        Args:
            query: as typed; without a word in it, everything matches alike.
            limit: the most to return.
        """
        words = fold(query).split()
        texts = self._texts
        if not words:
            return list(range(min(limit, len(texts))))
        whole = " ".join(words)
        picked = dict.fromkeys(self._holding(whole, limit))
        if len(picked) == limit:
            for needle in (f" {whole}", f"\n {whole}", f"\n {whole}\n"):
                picked |= dict.fromkeys(self._holding(needle, limit))
        elif len(words) > 1:
            picked |= dict.fromkeys(await self._containing(words, limit))
        if len(picked) < limit:
            picked |= dict.fromkeys(await self._spelling(words, limit + len(picked)))
        return heapq.nsmallest(limit, picked, key=lambda at: (-_score(words, texts[at]), at))

    def _holding(self, needle: str, limit: int) -> list[int]:
        """The first titles that hold something as it stands; a newline is a title's edge."""
        found: list[int] = []
        place = self._joined.find(needle)
        while place >= 0 and len(found) < limit:
            at = bisect_right(self._starts, place) - 1
            found.append(at)
            place = self._joined.find(needle, self._starts[at + 1])
        return found

    async def _containing(self, words: Sequence[str], limit: int) -> list[int]:
        """The first `limit` titles or more that hold each word as it stands."""
        texts, found = self._texts, list[int]()
        longest_first = sorted(words, key=len, reverse=True)
        for start in range(0, len(texts), SLICE):
            part: Sequence[int] = range(start, min(start + SLICE, len(texts)))
            for word in longest_first:
                part = [at for at in part if word in texts[at]]
            found += part
            if len(found) >= limit:
                break
            await asyncio.sleep(0)
        return found

    async def _spelling(self, words: Sequence[str], limit: int) -> list[int]:
        """The first `limit` titles or more that hold each word letter by letter.

        A query that goes on from the one before only looks at what matched that one.
        """
        texts, found = self._texts, list[int]()
        query = " ".join(words)
        self._spelled = [known for known in self._spelled if query.startswith(known[0])]
        candidates = self._spelled[-1][1] if self._spelled else range(len(texts))
        rare = min(query.replace(" ", ""), key=_RAREST.find)
        searches = [_letters(word).search for word in words]
        for start in range(0, len(candidates), SLICE):
            part = [at for at in candidates[start : start + SLICE] if rare in texts[at]]
            for search in searches:
                part = [at for at in part if search(texts[at])]
            found += part
            if len(found) >= limit:
                return found
            await asyncio.sleep(0)
        self._spelled.append((query, found))
        return found


def _prepared(title: str) -> str:
    return f" {fold(title)}".replace("\n", " ")


def _letters(word: str) -> re.Pattern[str]:
    """Finds the letters of a word in their order, in time linear in the text."""
    gaps = "".join(f"[^{re.escape(char)}]*{re.escape(char)}" for char in word[1:])
    return re.compile(re.escape(word[0]) + gaps)


def _score(words: Sequence[str], text: str) -> int:
    """How well a query fits a text that begins with a space; more is better."""
    query = " ".join(words)
    if f" {query}" in text:
        if text.startswith(f" {query}"):
            return 1000 * (_Fit.EXACT if len(text) == len(query) + 1 else _Fit.PREFIX)
        return 1000 * _Fit.WORD_START
    if query in text:
        is_inside = text[text.find(query) - 1].isalnum()
        return 1000 * (_Fit.INSIDE if is_inside else _Fit.WORD_START)
    found = _aligned(words, text)
    fit = _Fit.WORDS if all(word in text for word in words) else _Fit.LETTERS
    runs = sum(after == before + 1 for before, after in pairwise(found))
    starts_of_words = sum(not text[at - 1].isalnum() for at in found)
    return 1000 * fit + 300 * (runs + 2 * starts_of_words) // max(1, len(found))


def _aligned(words: Sequence[str], text: str) -> list[int]:
    """Where each letter of each word lies, as a reader would see it."""
    query = " ".join(words)
    whole = _place(query, text)
    if whole >= 0:
        return list(range(whole, whole + len(query)))
    found: list[int] = []
    for word in words:
        place = _place(word, text)
        if place >= 0:
            found += range(place, place + len(word))
        else:
            found += _spelled(word, text)
    return found


def _place(word: str, text: str) -> int:
    """Where a word lies as it stands, at the start of a word if possible, else -1."""
    at_word = text.find(f" {word}")
    return at_word + 1 if at_word >= 0 else text.find(word)


def _spelled(word: str, text: str) -> list[int]:
    """Where the letters of a word lie: in a run, then at starts of words, then anywhere."""
    for prefers_starts in (True, False):
        found: list[int] = []
        after = 0
        for char in word:
            at = text.find(char, after)
            if prefers_starts and at != after and (start := text.find(f" {char}", after)) >= 0:
                at = start + 1
            if at < 0:
                break
            found.append(at)
            after = at + 1
        if len(found) == len(word):
            return found
    return []
