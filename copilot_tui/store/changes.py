"""What other copies of the program have done to the conversations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from when it was last asked; false when nothing is.

    Attributes:
        is_any: whether anything may have changed.
        grown: row ids of running replies that have more text now.
    """

    is_any: bool = False
    grown: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.is_any or bool(self.grown)

    def __or__(self, other: Changes) -> Changes:
        return Changes(self.is_any or other.is_any, self.grown | other.grown)


NOTHING = Changes()
ANYTHING = Changes(is_any=True)
