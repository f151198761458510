"""How long, as it is said on the command line."""

from __future__ import annotations

from math import isnan
from typing import Final

import click
from click.types import FloatParamType

from copilot_tui.text import one_line

_MOST: Final = 1e8
"""Three years. The system waits for no longer than some, and nobody does."""


class Seconds(FloatParamType):
    """A number of seconds above 0."""

    name = "seconds"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Make a number."""
        word = one_line(str(value))
        try:
            seconds = float(word)
        except ValueError:
            self.fail(f'"{word}" is no number of seconds', param, ctx)
        if isnan(seconds) or seconds <= 0:
            self.fail(f"{word} is no number of seconds above 0", param, ctx)
        return min(seconds, _MOST)
