"""Pieces of replies that come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.store.database import Row


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

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Self:
        """Of the pieces that end behind what is known, of which there is at least one."""
        first = rows[0]
        return cls(
            content_start=first["content_end"] - len(first["content"]),
            content="".join(row["content"] for row in rows),
            reasoning_start=first["reasoning_end"] - len(first["reasoning"]),
            reasoning="".join(row["reasoning"] for row in rows),
        )
