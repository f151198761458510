"""The unsent texts that this copy of the program has read and written last."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

DraftPlace: TypeAlias = tuple[int | None, int | None, str | None]
"""Row ids of the conversation and of the message that is edited, and the owner."""

_PLACES, _TEXTS = 100, 8


class RecentDrafts:
    """Remembers them, so that what is written on elsewhere is not taken for another text.

    Of a text whose writing has failed nobody knows whether it is there; so the ones before it
    are remembered, too.
    """

    def __init__(self) -> None:
        self._texts: dict[DraftPlace, list[str]] = {}

    def note(self, place: DraftPlace, text: str) -> None:
        """Remember that a text, perhaps an empty one, is in a place now."""
        texts = self._texts.pop(place, [])
        if not texts or texts[-1] != text:
            texts.append(text)
        self._texts[place] = texts[-_TEXTS:]
        if len(self._texts) > _PLACES:
            del self._texts[next(iter(self._texts))]

    def give(self, place: DraftPlace, other: DraftPlace) -> None:
        """Remember that what is in a place has moved to another one."""
        for text in self._texts.pop(place, []):
            self.note(other, text)
        self.note(place, "")

    def texts(self, place: DraftPlace) -> list[str]:
        """What has been in a place, the newest text last; for any thread."""
        return list(self._texts.get(place, ()))

    def __iter__(self) -> Iterator[tuple[DraftPlace, list[str]]]:
        """The places, and what has been there, the newest text last."""
        return iter(list(self._texts.items()))
