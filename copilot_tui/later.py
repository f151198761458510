"""What is made when it is first needed, because making it takes time at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")


class Later(Generic[Made]):
    """Makes something at the first call, and gives the same at each further one.

    Args:
        make: makes it; called once.

    Attributes:
        made: what was made; None before that.
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self.made: Made | None = None
        self._make = make

    def __call__(self) -> Made:
        """Give it, and make it if that was not done yet."""
        if self.made is None:
            self.made = self._make()
        return self.made
