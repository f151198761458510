"""How long ago something was, in as few letters as will do."""

from __future__ import annotations

from datetime import datetime


def age(moment: float, now: datetime) -> str:
    """A time of today, "yesterday", a day of this year, or a day with its year.

    Args:
        moment: Unix time in seconds.
        now: local time.
    """
    then = datetime.fromtimestamp(moment)
    days = (now.date() - then.date()).days
    if days <= 0:
        return f"{then:%H:%M}"
    if days == 1:
        return "yesterday"
    day = f"{then.day} {then:%b}"
    return day if then.year == now.year else f"{day} {then.year}"
