"""A whole number within limits, as it is said on the command line."""

from __future__ import annotations

from typing import Final

import click
from click.types import IntParamType

from copilot_tui.text import one_line

_DIGITS: Final = 9
"""More than any number has that is within the limits of one."""


class WholeNumber(IntParamType):
    """A whole number.

    Args:
        lowest: not below 0.
        highest: of at most nine digits.
    """

    def __init__(self, lowest: int, highest: int) -> None:
        self._lowest = lowest
        self._highest = highest

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Make a number."""
        word = one_line(str(value))
        is_number = word.isascii() and word.isdecimal() and len(word) <= _DIGITS
        if not is_number or not self._lowest <= int(word) <= self._highest:
            limits = f"from {self._lowest} to {self._highest}"
            self.fail(f'"{word}" is no whole number {limits}', param, ctx)
        return int(word)
