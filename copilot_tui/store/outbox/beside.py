"""What is told of unsent texts that were written here and elsewhere at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.store.notice import StoreNotice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class KeptBeside:
    """Somebody else's text, which has a conversation of its own now.

    Attributes:
        place: the title of the conversation in which the text of this machine is; empty where
            that has none yet.
        title: of the other one.
    """

    place: str
    title: str


def tell_beside(beside: Iterable[KeptBeside], tell: Callable[[StoreNotice], object]) -> None:
    """Say of each where both texts are."""
    for each in beside:
        place = f"in “{each.place}”" if each.place else "where you wrote it"
        tell(
            StoreNotice(
                "An unsent text was changed on another machine, too. Both are kept: yours "
                f"{place}, the other in a conversation of its own, “{each.title}”."
            )
        )
