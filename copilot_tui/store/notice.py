"""What the opening of the conversations has to tell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoreNotice:
    """A sentence for the user.

    Attributes:
        text: all of it.
        brief: what is said where there is little room; empty where nothing need be.
        is_lasting: whether it stays true, and in sight, until the program ends.
        is_error: whether the user has something to do.
        hides_conversations: whether there are conversations that cannot be shown.
        is_settled: whether what a lasting one has said is over.
        lost_all: whether there were conversations of which nothing is left.
    """

    text: str
    brief: str = ""
    is_lasting: bool = False
    is_error: bool = False
    hides_conversations: bool = False
    is_settled: bool = False
    lost_all: bool = False
