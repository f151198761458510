"""A port, as it is said on the command line."""

from __future__ import annotations

from typing import Final

import click
from click.types import IntParamType

from copilot_tui.text import one_line

_HIGHEST: Final = 65_535
_DIGITS: Final = 5


class Port(IntParamType):
    """A port of TCP; 0 is any that is free."""

    name = "port"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Make a number."""
        word = one_line(str(value))
        is_number = word.isascii() and word.isdecimal() and len(word) <= _DIGITS
        if not is_number or int(word) > _HIGHEST:
            self.fail(f'"{word}" is no port, which is a number from 0 to {_HIGHEST}', param, ctx)
        return int(word)
