"""The numbers by which PostgreSQL finds messages: what they hold, and what a query wants.

A key stands for a word, a sign or the beginning of a word, or for two of them that follow one
another. A message matches if it has all keys of the query, which one index tells. Two things
may have the same key, and of three words in a row the keys know only which two follow one
another: `Wanted.is_certain` says whether the text has to be looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

from copilot_tui.chat.search_text import is_word, search_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from copilot_tui.chat.search_query import Term

LONGEST_BEGINNING = 12
"""Letters of the longest beginning of a word that has a key."""

_SECOND_LETTERS = 2
"""The same for a word that follows another token."""

MOST_KEYS = 64
"""How many keys are looked for at once; a query with more is certain only by the text."""

# Most pairs of words stand in few messages, and each key that is used takes room of its own.
_PAIRS = (1 << 20) - 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a message has to have.

    Attributes:
        keys: all of these.
        is_certain: whether a message that has them matches, but for a rare chance.
    """

    keys: tuple[int, ...]
    is_certain: bool


def document_keys(text: str) -> set[int]:
    """All keys of a message, as integers of 32 bits."""
    tokens = search_form(text).split()
    keys: set[int] = set()
    for token in set(tokens):
        keys.add(_token_key(token))
        if is_word(token):
            keys.update(
                _beginning_key(token[:end])
                for end in range(1, min(len(token), LONGEST_BEGINNING) + 1)
            )
    for before, token in set(pairwise(tokens)):
        keys.add(_pair_key(before, token))
        if is_word(token):
            keys.update(
                _pair_beginning_key(before, token[:end])
                for end in range(1, min(len(token), _SECOND_LETTERS) + 1)
            )
    return keys


def wanted_keys(terms: Sequence[Term]) -> Wanted:
    """The keys that a message has if it holds all `terms`."""
    keys = tuple(dict.fromkeys(key for term in terms for key in _keys_of(term)))
    is_certain = len(keys) <= MOST_KEYS and all(_is_certain(term) for term in terms)
    return Wanted(keys[:MOST_KEYS], is_certain)


def array_of(keys: Iterable[int]) -> str:
    """Keys as the text of an array, which PostgreSQL takes."""
    return f"{{{','.join(map(str, keys))}}}"


def _keys_of(term: Term) -> Iterator[int]:
    *first, last = term.tokens
    # What stands in a pair needs no key of its own: looking for several keys that most
    # messages have took 20 ms for each range of 65,536 messages.
    for before, token in pairwise(first):
        yield _pair_key(before, token)
    if first and term.prefix:
        yield _pair_beginning_key(first[-1], last[:_SECOND_LETTERS])
    elif first:
        yield _pair_key(first[-1], last)
    else:
        yield _beginning_key(last[:LONGEST_BEGINNING]) if term.prefix else _token_key(last)
    if first and term.prefix and len(last) > _SECOND_LETTERS:
        yield _beginning_key(last[:LONGEST_BEGINNING])


def _is_certain(term: Term) -> bool:
    letters = len(term.tokens[-1]) if term.prefix else 0
    return len(term.tokens) == 1 and letters <= LONGEST_BEGINNING


def _token_key(token: str) -> int:
    return _number(f"={token}")


def _beginning_key(letters: str) -> int:
    return _number(f"<{letters}")


def _pair_key(before: str, token: str) -> int:
    return _number(f"+{before} {token}") & _PAIRS


def _pair_beginning_key(before: str, letters: str) -> int:
    return (_number(f"*{before} {letters}") & _PAIRS) + _PAIRS + 1


def _number(text: str) -> int:
    """A number with a sign, as PostgreSQL's integers have one."""
    return crc32(text.encode("utf-8", "replace")) - (1 << 31)
