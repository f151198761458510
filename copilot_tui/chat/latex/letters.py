"""Letters in other alphabets, and with accents."""

from __future__ import annotations

import unicodedata

_GREEK_CAPITALS, _GREEK_SMALL = 0x391, 0x3B1


def _alphabet(
    capitals: int, small: int, *, digits: int = 0, greek: tuple[int, int] | None = None, other: str
) -> dict[int, str]:
    """A table for `str.translate`.

    Args:
        capitals: the code point of A.
        small: the code point of a.
        digits: the code point of 0, if there are digits.
        greek: the code points of Α and α, if there are Greek letters.
        other: letters that stand elsewhere, each followed by what it becomes.
    """
    table = {ord("A") + index: chr(capitals + index) for index in range(26)}
    table.update({ord("a") + index: chr(small + index) for index in range(26)})
    if digits:
        table.update({ord("0") + index: chr(digits + index) for index in range(10)})
    if greek:
        table.update({_GREEK_CAPITALS + index: chr(greek[0] + index) for index in range(25)})
        table.update({_GREEK_SMALL + index: chr(greek[1] + index) for index in range(25)})
    table.update({ord(letter): sign for letter, sign in zip(other[::2], other[1::2], strict=True)})
    return table


_DOUBLE_STRUCK = _alphabet(0x1D538, 0x1D552, digits=0x1D7D8, other="CℂHℍNℕPℙQℚRℝZℤ")
_BOLD = _alphabet(0x1D400, 0x1D41A, digits=0x1D7CE, greek=(0x1D6A8, 0x1D6C2), other="")
_SCRIPT = _alphabet(0x1D49C, 0x1D4B6, other="BℬEℰFℱHℋIℐLℒMℳRℛeℯgℊoℴ")
_FRAKTUR = _alphabet(0x1D504, 0x1D51E, other="CℭHℌIℑRℜZℨ")

ALPHABETS: dict[str, dict[int, str]] = {
    "mathbb": _DOUBLE_STRUCK,
    "mathbf": _BOLD,
    "boldsymbol": _BOLD,
    "bm": _BOLD,
    "mathcal": _SCRIPT,
    "mathscr": _SCRIPT,
    "mathfrak": _FRAKTUR,
}
"""Tables for `str.translate`, by the command that asks for them."""

ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "bar": "\u0304",
    "overline": "\u0305",
    "underline": "\u0332",
    "vec": "\u20d7",
    "overrightarrow": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "check": "\u030c",
    "breve": "\u0306",
    "acute": "\u0301",
    "grave": "\u0300",
    "mathring": "\u030a",
    "cancel": "\u0336",
}
"""Combining characters, by the command that asks for them."""

_CARRIES_ACCENT = frozenset({"Lu", "Ll", "Lo", "Nd"})
_MOST_ACCENTS = 2


def accented(text: str, accent: str) -> str | None:
    """Put an accent on each letter and digit; None if there is none, or if all have many."""
    categories = [unicodedata.category(character) for character in text]
    letters = sum(category in _CARRIES_ACCENT for category in categories)
    if not letters or categories.count("Mn") >= _MOST_ACCENTS * letters:
        return None
    parts = [
        character + accent if category in _CARRIES_ACCENT else character
        for character, category in zip(text, categories, strict=True)
    ]
    return unicodedata.normalize("NFC", "".join(parts))
