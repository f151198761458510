"""Numbers of conversations as people read and type them.

What was made while the server was away, or in memory, has a number of 16 digits (see
`store/carrying.py`). Its last ones do, as numbers are spread at their end.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

CUT: Final = "…"
"""Stands for the digits before."""

NARROWEST: Final = 6
"""Columns of numbers in a table."""

_LAST_DIGITS = 6
_FEWEST_TYPED = 4
_MOST_TYPED = 18
_SIGNS = (CUT, "...")


def shown_numbers(numbers: Sequence[int], *, whole: bool = False) -> list[str]:
    """Numbers for a column of a table, all of the same width.

    Of a long one the last digits are shown, as many as keep it apart from all the others.

    Args:
        numbers: those of the table; one may stand there several times.
        whole: whether all digits of all are shown.
    """
    shown = [str(number) for number in numbers] if whole else _cut(numbers)
    width = max((NARROWEST, *map(len, shown)))
    return [each.rjust(width) for each in shown]


def heading_of(column: Sequence[str], rest: str) -> str:
    """The heading of a table, above such a column.

    Args:
        column: from `shown_numbers`.
        rest: of the heading.
    """
    return f"{'number':>{max(map(len, column), default=NARROWEST)}}{rest}"


def typed_ending(name: str) -> str | None:
    """The last digits of a number, where a word of the command line is some; None otherwise.

    Args:
        name: the word, as one line.
    """
    digits = name
    for sign in _SIGNS:
        digits = digits.removeprefix(sign)
    is_number = digits.isascii() and digits.isdecimal()
    return digits if is_number and _FEWEST_TYPED <= len(digits) <= _MOST_TYPED else None


def _cut(numbers: Sequence[int]) -> list[str]:
    from copilot_tui.store.listing import LEAST_LONG

    texts = {number: str(number) for number in numbers}
    shown = {number: text for number, text in texts.items() if number < LEAST_LONG}
    digits = _LAST_DIGITS
    while left := texts.keys() - shown.keys():
        counts = Counter(text[-digits:] for text in texts.values())
        shown |= {
            number: _ending(texts[number], digits)
            for number in left
            if counts[texts[number][-digits:]] == 1
        }
        digits += 1
    return [shown[number] for number in numbers]


def _ending(text: str, digits: int) -> str:
    # The sign takes a column, too.
    return text if digits >= len(text) - 1 else CUT + text[-digits:]
