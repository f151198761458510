"""What commands leave behind for later ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Undo:
    """How to bring back what was deleted.

    Attributes:
        words: what is back, such as "Message 3".
        run: brings it back.
    """

    words: str
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A message that a search has found; both are row ids."""

    conversation: int
    message: int
