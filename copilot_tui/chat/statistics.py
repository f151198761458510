"""What can be told of how the program is used: counts, words, speeds and endings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final, Self

from copilot_tui.chat.conversation import Status
from copilot_tui.chat.local_time import start_of
from copilot_tui.chat.speeds import Speeds

if TYPE_CHECKING:
    from copilot_tui.chat.answerer import Answerer

EARLIEST: Final = date(2000, 1, 1)
"""What claims to be older has no usable date."""

ENDINGS: Final = (Status.COMPLETE, Status.STOPPED, Status.INTERRUPTED, Status.FAILED)
"""How a reply can end."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are looked at.

    Attributes:
        first: the first of them; None for as far back as there is anything.
        last: the last of them, which is today.
    """

    first: date | None
    last: date

    @classmethod
    def of_days(cls, days: int, today: date) -> Self:
        """So many days up to today; never from before `EARLIEST`."""
        most = (today - EARLIEST).days
        return cls(today - timedelta(days=min(days - 1, most)), today)

    @property
    def start(self) -> float | None:
        """When it begins, as Unix time; None for as far back as there is anything."""
        return None if self.first is None else start_of(self.first)


class Span(Enum):
    """The periods that are offered, by how many days they have; None for all there is."""

    WEEK = 7
    MONTH = 30
    YEAR = 365
    ALL = None

    @property
    def title(self) -> str:
        """In the list of them."""
        return "all" if self.value is None else f"{self.value} days"

    def period(self, today: date) -> Period:
        """Its days up to today."""
        return Period(None, today) if self.value is None else Period.of_days(self.value, today)


@dataclass(slots=True)
class Sums:
    """What was sent and answered.

    Attributes:
        sent: messages of the user.
        replies: that have ended, in whatever way.
        words_written: in the messages.
        words_read: in the replies, without thinking.
        endings: how the replies ended.
        speeds: of the complete ones.
    """

    sent: int = 0
    replies: int = 0
    words_written: int = 0
    words_read: int = 0
    endings: Counter[Status] = field(default_factory=Counter)
    speeds: Speeds = field(default_factory=Speeds)

    @property
    def broken_off(self) -> int:
        """Replies that did not come to their end."""
        return self.replies - self.endings[Status.COMPLETE]

    def take(self, other: Sums) -> None:
        """Add another's to these."""
        self.sent += other.sent
        self.replies += other.replies
        self.words_written += other.words_written
        self.words_read += other.words_read
        self.endings.update(other.endings)
        self.speeds.take(other.speeds)

    @classmethod
    def of(cls, parts: Iterable[Sums]) -> Self:
        """All parts together."""
        whole = cls()
        for part in parts:
            whole.take(part)
        return whole


@dataclass(frozen=True, slots=True)
class Share:
    """What one model, provider or profile has answered.

    Attributes:
        name: as the server named it; may be empty.
        sums: of its replies.
        part: of all replies, from 0 to 1.
    """

    name: str
    sums: Sums
    part: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was counted.

    Attributes:
        period: the days looked at; its first day is known, also where all is looked at.
        days: the days on which there was anything.
        hours: messages sent in each hour of the day, from midnight on.
        answerers: who has answered what.
        totals: all days together.
        undated: messages whose date cannot be right; they are left out of all else.
        began: the first day of use, or one before it; None where there is nothing at all yet.
    """

    period: Period
    days: Mapping[date, Sums]
    hours: tuple[int, ...]
    answerers: Mapping[Answerer, Sums]
    totals: Sums
    undated: int = 0
    began: date | None = EARLIEST

    @property
    def first(self) -> date:
        """The first day."""
        return self.period.first or self.period.last

    @property
    def day_count(self) -> int:
        """How many days there are, with those without anything."""
        return (self.period.last - self.first).days + 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing was sent or answered."""
        return not self.days

    @property
    def is_new(self) -> bool:
        """Whether nothing was ever sent or answered."""
        return self.is_empty and self.began is None

    def in_use(self) -> Statistics:
        """The same without the days before the first day of use."""
        if self.began is None or self.began <= self.first:
            return self
        first = min(self.began, self.period.last, *self.days)
        return replace(self, period=replace(self.period, first=first))

    def every_day(self) -> Iterator[tuple[date, Sums]]:
        """All days in order, also those without anything."""
        for number in range(self.day_count):
            day = self.first + timedelta(days=number)
            yield day, self.days.get(day) or Sums()

    def shares(self, name: Callable[[Answerer], str]) -> list[Share]:
        """Who has answered how much, the most first.

        Args:
            name: what an answerer is counted by: its model, its provider or its profile.
        """
        sums: dict[str, Sums] = {}
        for answerer, own in self.answerers.items():
            sums.setdefault(name(answerer), Sums()).take(own)
        whole = sum(each.replies for each in sums.values())
        found = [Share(label, each, each.replies / whole) for label, each in sums.items()]
        return sorted(found, key=lambda share: (-share.sums.replies, share.name))
