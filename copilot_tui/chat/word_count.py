"""What counts as a word."""

from __future__ import annotations


def words_in(text: bytes) -> int:
    """How many words there are between white space, of whatever alphabet.

    Args:
        text: UTF-8; what is none of it counts as letters.
    """
    return len(text.decode("utf-8", "replace").split())
