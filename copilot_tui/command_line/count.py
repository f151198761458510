"""How many, as it is said on the command line."""

from __future__ import annotations

from typing import Final

import click
from click.types import IntParamType

from copilot_tui.text import one_line

_DIGITS: Final = 18
"""More do not fit into a number of SQLite's, and nobody has so many of anything."""

_MOST: Final = 10**_DIGITS


class Count(IntParamType):
    """A whole number from 1 on."""

    name = "count"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Make a number."""
        word = one_line(str(value))
        is_number = word.isascii() and word.isdecimal()
        if not is_number or not word.strip("0"):
            shown = word if is_number else f'"{word}"'
            self.fail(f"{shown} is no whole number from 1 on", param, ctx)
        return int(word) if len(word) <= _DIGITS else _MOST
