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


@dataclass(frozen=True, slots=True)
class Growth:
    """The end of a running reply, of which a part may be known already.

    Attributes:
        content_start: how many characters of content come before.
        content: the content from there on.
        reasoning_start: how many characters of reasoning come before.
        reasoning: the reasoning from there on.
    """

    content_start: int
    content: str
    reasoning_start: int
    reasoning: str
