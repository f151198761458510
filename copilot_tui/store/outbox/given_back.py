"""What is told of texts that were on their way to a server when the program ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.store.notice import StoreNotice

if TYPE_CHECKING:
    from collections.abc import Sequence

_NAMED: Final = 3
"""How many conversations are named in a sentence."""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What has become of the messages that were sent from one place.

    Attributes:
        title: of their conversation; empty where they have none yet.
        is_edit: whether they are another version of a message there.
        again: how many are unsent text again.
        arrived: how many had reached the server after all.
    """

    title: str
    is_edit: bool
    again: int
    arrived: int


def tell_given_back(found: Sequence[GivenBack]) -> StoreNotice | None:
    """What is to be said of all of them; None where there is nothing."""
    again = [each for each in found if each.again]
    arrived = [each for each in found if each.arrived]
    sentences = []
    if again:
        is_one = sum(each.again for each in again) == 1
        sentences.append(
            f"{'A message' if is_one else 'Messages'} had not reached the server when the "
            f"program ended. {'It is' if is_one else 'They are'} unsent text again, in "
            f"{_joined([_place(each) for each in again])}."
        )
    if arrived:
        is_one = sum(each.arrived for each in arrived) == 1
        sentences.append(
            f"{'A message' if is_one else 'Messages'} sent just before the program ended had "
            f"reached the server. {'It is' if is_one else 'They are'} in "
            f"{_joined([_quoted(each) for each in arrived])}, without a reply."
        )
    return StoreNotice(" ".join(sentences), is_error=bool(again)) if sentences else None


def _place(given_back: GivenBack) -> str:
    if given_back.is_edit:
        return f"{_quoted(given_back)} as another version of a message"
    return _quoted(given_back)


def _quoted(given_back: GivenBack) -> str:
    return f"“{given_back.title}”" if given_back.title else "a new conversation"


def _joined(names: Sequence[str]) -> str:
    named = list(dict.fromkeys(names))
    more = len(named) - _NAMED
    if more > 0:
        named[_NAMED:] = ["1 more" if more == 1 else f"{more} more"]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
