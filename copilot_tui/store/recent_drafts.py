"""The unsent texts that this copy of the program has read and written last."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

DraftPlace: TypeAlias = tuple[int | None, int | None, str | None]
"""Row ids of the conversation and of the message that is edited, and the owner."""

_PLACES, _TEXTS, _BESIDE = 1_000, 8, 4


@dataclass(frozen=True, slots=True)
class Beside:
    """A text of somebody else that had to leave its place.

    Attributes:
        conversation: row id of the one that was made for it.
        text: as it was put there.
        is_removed: whether it was found to be superfluous.
    """

    conversation: int
    text: str
    is_removed: bool = False


@dataclass(slots=True)
class _Place:
    """What is known of one.

    Attributes:
        seen: the texts that have been there, or may have been, the newest last.
        kept: the one that is there for all that is known; may be empty.
        beside: what had to leave, the newest last.
    """

    seen: list[str] = field(default_factory=list)
    kept: str = ""
    beside: list[Beside] = field(default_factory=list)


class RecentDrafts:
    """Remembers them, so that what is written on elsewhere is not taken for another text.

    Of a text whose writing has failed nobody knows whether it is there. So the ones before it
    are remembered, too, and the last of which it is known counts as what is there.
    """

    def __init__(self) -> None:
        self._places: dict[DraftPlace, _Place] = {}

    def note(self, place: DraftPlace, text: str) -> None:
        """Remember that a text is about to be written in a place."""
        known = self._places.pop(place, None)
        if known is None:
            # Where there never was a text, nothing is remembered.
            if not text:
                return
            known = _Place()
        if text and known.seen[-1:] != [text]:
            known.seen = [*known.seen, text][-_TEXTS:]
        self._places[place] = known
        if len(self._places) > _PLACES:
            self._drop_one()

    def keep(self, place: DraftPlace, text: str) -> None:
        """Remember that a text, perhaps an empty one, is in a place now."""
        self.note(place, text)
        if (known := self._places.get(place)) is not None:
            known.kept = text

    def give(self, place: DraftPlace, other: DraftPlace) -> None:
        """Remember that what is in a place is about to move to another one."""
        if (known := self._places.get(place)) is not None:
            for text in known.seen:
                self.note(other, text)

    def texts(self, place: DraftPlace) -> list[str]:
        """What has been in a place, or may have been, the newest text last; for any thread."""
        known = self._places.get(place)
        return [] if known is None else list(known.seen)

    def kept(self, place: DraftPlace) -> str:
        """The text that is in a place for all that is known; may be empty."""
        known = self._places.get(place)
        return "" if known is None else known.kept

    def beside(self, place: DraftPlace) -> list[Beside]:
        """The texts of others that had to leave a place, the newest last."""
        known = self._places.get(place)
        return [] if known is None else list(known.beside)

    def besides(self, conversation: int) -> list[tuple[DraftPlace, Beside]]:
        """What had to leave the places of a conversation, and was not found superfluous yet."""
        return [
            (place, each)
            for place, known in self._places.items()
            for each in known.beside
            if place[0] == conversation and not each.is_removed
        ]

    def note_beside(self, place: DraftPlace, beside: Beside) -> None:
        """Remember that a text had to leave a place in which there is another one now.

        The user has not been shown it where it is now.
        """
        self.forget(beside.conversation)
        if (known := self._places.get(place)) is not None:
            others = [each for each in known.beside if each.conversation != beside.conversation]
            known.beside = [*others, beside][-_BESIDE:]

    def keep_given(self, place: DraftPlace, other: DraftPlace) -> None:
        """Remember that what was in a place has moved to another one."""
        if (known := self._places.get(place)) is not None:
            self.keep(other, known.kept)
            self.keep(place, "")

    def forget(self, conversation: int) -> None:
        """Of the places in a conversation, nothing is known."""
        for place in [each for each in self._places if each[0] == conversation]:
            del self._places[place]

    def __iter__(self) -> Iterator[tuple[DraftPlace, list[str], str]]:
        """The places, what has been there, the newest text last, and what is there now."""
        return iter([(place, known.seen, known.kept) for place, known in self._places.items()])

    def _drop_one(self) -> None:
        """Forget the place of which nobody has heard for longest, rather one without a text."""
        empty = (place for place, known in self._places.items() if not known.kept)
        del self._places[next(empty, next(iter(self._places)))]
