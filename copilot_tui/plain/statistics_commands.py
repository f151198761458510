"""Commands that tell how the program is used."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

from copilot_tui.plain.command_line import number_and_rest
from copilot_tui.plain.problem import CommandProblem

if TYPE_CHECKING:
    from copilot_tui.chat.statistics import Period
    from copilot_tui.plain.chat import Chat

_ALL = "all"
_WIDTH = 80
_MOST_DAYS = 36_500


def stats(chat: Chat, argument: str) -> None:
    """Print how much was sent and answered, in the last 30 days or another time."""
    from copilot_tui.chat.statistics_text import plain_text
    from copilot_tui.wrapping import width_of

    statistics = chat.call(chat.library.statistics(_period(argument)))
    for line in plain_text(statistics, width=width_of(sys.stdout) or _WIDTH):
        chat.say(line)


def _period(argument: str) -> Period:
    from copilot_tui.chat.statistics import Period, Span

    if argument.lower() == _ALL:
        return Span.ALL.period(date.today())
    days, rest = number_and_rest(argument)
    if rest or (days is not None and not 1 <= days <= _MOST_DAYS):
        raise CommandProblem(f"“{argument}” is no time.", "/stats 7 takes a week, /stats all all.")
    return Period.of_days(days or Span.MONTH.value, date.today())
