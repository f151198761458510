"""How often what comes in is looked at."""

from __future__ import annotations

OFTEN, SELDOM = 1 / 12, 1 / 8
"""Seconds between two looks at text that can be followed, and at text that cannot."""

_FOLLOWED = 60
"""Characters at once that a reader sees come: at twelve looks a second, thrice as many as
anybody reads."""


def pace(characters: int) -> float:
    """How many seconds to let text gather after a look at which so much of it was new.

    Drawing takes as long for one new word as for ten, so text that comes faster than it
    can be read is drawn less often.
    """
    return OFTEN if characters <= _FOLLOWED else SELDOM
