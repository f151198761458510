"""What a text consists of for a search: words, single characters and signs."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Scripts written without spaces between words, and Hangul, where a word takes endings and
# is found by its parts: Thai, Lao, Myanmar, Hangul, Khmer, then all of East Asia.
_SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff"
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u3105-\u318f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
    "\U00020000-\U0003ffff"
)
# Marks that stand after their letter where a text is not composed (Unicode form NFD).
_MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
_LETTER = rf"[^\W_{_SINGLE}]"
_SINGLE_START = f"[{_SINGLE}]"
_TOKEN = rf"{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*|\S"


_AT_ONCE = 20_000
"""Characters in which tokens are looked for at once; takes some milliseconds."""


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Sets of this size take 10 ms each to compile, which the start must not wait for."""
    return re.compile(expression)


class Token(NamedTuple):
    """A word, a single character or a sign in a text.

    Attributes:
        text: how it is compared: without case, accents and compatibility forms.
        start: where it begins in the text, in code points.
        end: where it ends.
    """

    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """What `text` consists of, in order; only white space is left out.

    A word is a run of letters and digits. Every character of a script without spaces is a
    token, so that one or two of them are found anywhere, and so is every sign, so that
    `foo_bar(` and `C++` are found as they are written.
    """
    for found in _pattern(_TOKEN).finditer(text):
        yield Token(_comparable(found.group()), found.start(), found.end())


def is_word(token: str) -> bool:
    """Whether more letters of it may follow, as one types."""
    return _pattern(_LETTER).match(token) is not None


def search_form(text: str) -> str:
    """The tokens of `text` with spaces between them, as an index is to hold them."""
    comparable = str.lower if text.isascii() else _comparable
    # Of a text of 32 MB, all tokens at once took 500 MB.
    return " ".join([" ".join(map(comparable, tokens)) for tokens in _found(text) if tokens])


def _found(text: str) -> Iterator[list[str]]:
    """All tokens as they are written.

    They are looked for in pieces: no other thread goes on while an expression is matched,
    and a text of 5 MB held up the event loop for 0.3 s.
    """
    find = _pattern(_TOKEN).findall
    start = 0
    while len(text) - start > _AT_ONCE:
        end = max(text.rfind(space, start, start + _AT_ONCE) for space in " \n") + 1
        if not end:
            break
        yield find(text, start, end)
        start = end
    yield find(text, start)


def _comparable(token: str) -> str:
    if token.isascii():
        return token.lower()
    if _pattern(_SINGLE_START).match(token):
        # Decomposed, a Japanese syllable would lose its voice, and Hangul become letters.
        return unicodedata.normalize("NFKC", token).replace(" ", "")
    letters = unicodedata.normalize("NFKD", token.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    # A sign that is nothing but an accent stays as it is.
    return bare.casefold().replace(" ", "") or token
