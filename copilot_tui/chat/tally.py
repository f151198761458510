"""Counting messages into statistics."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.chat.conversation import Role, Status
from copilot_tui.chat.local_time import LocalTime, start_of
from copilot_tui.chat.statistics import EARLIEST, ENDINGS, Period, Statistics, Sums

if TYPE_CHECKING:
    from datetime import date

    from copilot_tui.chat.answerer import Answerer


class CountedMessage(NamedTuple):
    """What is counted of a message.

    Attributes:
        created: Unix time in seconds, as it was stored.
        finished: the same of its end; None where that is not known.
        role: who speaks.
        status: how it ended.
        answerer: who has answered; of no meaning for a message of the user.
        words: in its text.
        thought: words of the thinking before it.
        is_copied: whether it is older than its conversation, as one in a copy is.
        depth: its place in the conversation.
    """

    created: float
    finished: float | None
    role: Role
    status: Status
    answerer: Answerer
    words: int
    thought: int
    is_copied: bool
    depth: int


class Tally:
    """Takes in messages one by one; only the days of its period count.

    A message that stands in a copy of its conversation, too, counts once.

    Args:
        period: the days to look at.
    """

    def __init__(self, period: Period) -> None:
        self.period = period
        self._local = LocalTime()
        self._earliest = start_of(EARLIEST)
        self._latest = start_of(period.last) + 2 * 86_400.0
        self._days: defaultdict[date, Sums] = defaultdict(Sums)
        self._answerers: defaultdict[Answerer, Sums] = defaultdict(Sums)
        self._hours = [0] * 24
        self._undated = 0
        self._seen: set[int] = set()
        self._began: date | None = EARLIEST

    def begin(self, moment: float | None) -> None:
        """Take in when the program was first used.

        Args:
            moment: Unix time in seconds, as it was stored; None where it never was.
        """
        if moment is None:
            self._began = None
        elif self._earliest <= moment < self._latest:
            self._began, _ = self._local.day_and_hour(moment)

    def add(self, message: CountedMessage) -> None:
        """Count a message, unless it is of another time."""
        is_answer = message.role is Role.ASSISTANT
        if (is_answer and message.status not in ENDINGS) or message.role is Role.SYSTEM:
            return
        if self._has_been_counted(message):
            return
        if not self._earliest <= message.created < self._latest:
            self._undated += 1
            return
        day, hour = self._local.day_and_hour(message.created)
        if day > self.period.last:
            self._undated += 1
        elif self.period.first is None or day >= self.period.first:
            if is_answer:
                _add_reply(self._days[day], message)
                _add_reply(self._answerers[message.answerer], message)
            else:
                self._hours[hour] += 1
                sums = self._days[day]
                sums.sent += 1
                sums.words_written += message.words

    def result(self) -> Statistics:
        """What was counted so far."""
        first = self.period.first or min(self._days, default=self.period.last)
        return Statistics(
            replace(self.period, first=first),
            dict(self._days),
            tuple(self._hours),
            dict(self._answerers),
            Sums.of(self._days.values()),
            self._undated,
            self._began,
        )

    def _has_been_counted(self, message: CountedMessage) -> bool:
        # Times are kept to the microsecond, so that nothing else looks like the original.
        mark = hash((message.created, message.role, message.depth, message.words))
        if message.is_copied and mark in self._seen:
            return True
        self._seen.add(mark)
        return False


def _add_reply(sums: Sums, reply: CountedMessage) -> None:
    sums.replies += 1
    sums.words_read += reply.words
    sums.endings[reply.status] += 1
    if reply.status is Status.COMPLETE and reply.finished is not None:
        sums.speeds.add(reply.words + reply.thought, reply.finished - reply.created)
