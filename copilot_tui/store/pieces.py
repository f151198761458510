"""Pieces of replies that come in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """What a reply has grown by.

    Attributes:
        message: row id of the reply.
        content: clean text; may be empty.
        reasoning: clean text; may be empty.
    """

    message: int
    content: str
    reasoning: str
