"""On which day and in which hour something was, by the clock on the user's wall."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Final

_HOUR: Final = 3_600
_DAY: Final = 86_400
_FIRST_DAY: Final = date(1970, 1, 1).toordinal()


class LocalTime:
    """The time zone of this process, for very many moments.

    What the zone is ahead of UTC is asked for once in each hour in which it does not change,
    as asking takes longer than all else that is done with a moment.
    """

    def __init__(self) -> None:
        self._ahead: dict[int, int | None] = {}

    def day_and_hour(self, moment: float) -> tuple[date, int]:
        """The date, and the hour from 0 to 23.

        Args:
            moment: Unix time in seconds, of a year that has a date.
        """
        day, rest = divmod(moment + self._seconds_ahead(moment), _DAY)
        return date.fromordinal(_FIRST_DAY + int(day)), int(rest // _HOUR)

    def _seconds_ahead(self, moment: float) -> int:
        hour = int(moment // _HOUR)
        if hour not in self._ahead:
            first, last = (_asked(end) for end in (hour * _HOUR, hour * _HOUR + _HOUR - 1))
            self._ahead[hour] = first if first == last else None
        ahead = self._ahead[hour]
        return _asked(moment) if ahead is None else ahead


def start_of(day: date) -> float:
    """When a day begins here, as Unix time: at midnight, or at the first moment after it."""
    return datetime(day.year, day.month, day.day).timestamp()


def _asked(moment: float) -> int:
    return time.localtime(moment).tm_gmtoff
