"""Days put together to weeks, months and years, so that they fit into a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from copilot_tui.chat.statistics import Sums

if TYPE_CHECKING:
    from copilot_tui.chat.statistics import Statistics


class TimeStep(StrEnum):
    """What one column of a chart stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    def start(self, day: date) -> date:
        """The first day of the step that a day belongs to; weeks begin on Monday."""
        match self:
            case TimeStep.DAY:
                return day
            case TimeStep.WEEK:
                return date.fromordinal(day.toordinal() - day.weekday())
            case TimeStep.MONTH:
                return day.replace(day=1)
            case TimeStep.YEAR:
                return day.replace(month=1, day=1)

    def label(self, day: date) -> str:
        """How the step is called that begins on a day."""
        match self:
            case TimeStep.DAY | TimeStep.WEEK:
                return f"{day.day} {day:%b}"
            case TimeStep.MONTH:
                return f"{day:%b %Y}"
            case TimeStep.YEAR:
                return f"{day.year}"


@dataclass(frozen=True, slots=True)
class TimeRow:
    """What was sent and answered in one step.

    Attributes:
        start: its first day.
        sums: of all its days that are looked at.
    """

    start: date
    sums: Sums


def step_for(statistics: Statistics, most: int) -> TimeStep:
    """The shortest step of which there are not too many."""
    first, last = statistics.first, statistics.period.last
    counts = {
        TimeStep.DAY: statistics.day_count,
        TimeStep.WEEK: (last - TimeStep.WEEK.start(first)).days // 7 + 1,
        TimeStep.MONTH: (last.year - first.year) * 12 + last.month - first.month + 1,
    }
    return next((step for step, count in counts.items() if count <= most), TimeStep.YEAR)


def time_rows(statistics: Statistics, step: TimeStep) -> list[TimeRow]:
    """All steps in order, also those without anything."""
    rows: dict[date, Sums] = {}
    for day, sums in statistics.every_day():
        start = step.start(day)
        if start not in rows:
            rows[start] = Sums()
        rows[start].take(sums)
    return [TimeRow(start, sums) for start, sums in rows.items()]
