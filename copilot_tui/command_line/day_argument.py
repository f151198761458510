"""Which day a word of the command line means."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import click

from copilot_tui.text import one_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_NAMED: Final = {"today": 0, "yesterday": 1}
_BACK: Final = re.compile(r"(\d{1,5}) ?(d|days?|w|weeks?)(?: ago)?", re.ASCII)
_WEEK: Final = 7
_KNOWN: Final = 'write 2026-01-31, today, yesterday, 7d or "2 weeks"'


class Day(click.ParamType[date]):
    """A day up to today: its date, its name, or how long ago it was."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """See `click.ParamType`."""
        if isinstance(value, date):
            return value
        word, today = one_line(str(value)), date.today()
        day = _day(word.casefold(), today)
        if day is None:
            self.fail(f'"{word}" is no day; {_KNOWN}', param, ctx)
        if day > today:
            self.fail(f'"{word}" is a day that is still to come', param, ctx)
        return day

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The days that have a name."""
        del ctx, param
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in _NAMED if name.startswith(incomplete)]


def _day(word: str, today: date) -> date | None:
    """The day that is meant; None when it is none."""
    if word in _NAMED:
        return today - timedelta(days=_NAMED[word])
    if back := _BACK.fullmatch(word):
        days = int(back[1]) * (_WEEK if back[2].startswith("w") else 1)
        return date.fromordinal(max(1, today.toordinal() - days))
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None
