"""Counting words in very many texts."""

from __future__ import annotations

from typing import Final

_SPACES: Final = bytes((*range(9, 14), *range(28, 33)))
"""What `str.split` takes for white space, of ASCII."""

_SHAPE: Final = bytes(ord(" ") if code in _SPACES else ord("x") for code in range(256))


def words_in(text: bytes) -> int:
    """How many words there are between white space, as `len(text.split())` would say.

    Args:
        text: UTF-8; what is none of it counts as letters.
    """
    if not text:
        return 0
    if not text.isascii():
        return len(text.decode("utf-8", "replace").split())
    # A fifth of the time of making a list of all words.
    shape = text.translate(_SHAPE)
    return shape.count(b" x") + shape.startswith(b"x")
