"""`copilot-tui stats`: how much was sent and answered, by whom, how fast, and when."""

from __future__ import annotations

import os
import sys
from datetime import date
from typing import TYPE_CHECKING, Final

import click

from copilot_tui.command_line.database_option import database_option
from copilot_tui.command_line.day_argument import Day
from copilot_tui.command_line.help import Command
from copilot_tui.command_line.opened_store import read_store
from copilot_tui.command_line.output import put, put_json
from copilot_tui.command_line.whole_number import WholeNumber

if TYPE_CHECKING:
    from copilot_tui.chat.statistics import Period, Share, Statistics, Sums

DAYS: Final = 30
_MOST_DAYS: Final = 36_500
_WIDTH: Final = 80
_PROGRESS_SECONDS: Final = 1.0

_EXAMPLES = """\
examples:
  copilot-tui stats                       the last 30 days
  copilot-tui stats --days 7              the last seven, with today
  copilot-tui stats --since yesterday     from that day on; 2026-01-31, 7d and "2 weeks" will do
  copilot-tui stats --all --json | jq .totals.words_read

Days are those of the local time zone. Deleted messages and conversations are left out, and
a message that stands in a copy of its conversation, too, counts once. Words are what stands
between white space. A speed is that of complete replies of at least 20 words, thinking
included, from the request to the end, in words per second: the median, and the one that
nine of ten replies do not exceed, from ten replies on. Lines are as wide as the terminal, or
as COLUMNS says.

With --json one object: from, to, undated (messages without a usable date), totals, days
(with date), hours (messages sent in each hour of the day), models, providers and profiles
(with name and share). All but the hours have replies, words_read, endings (complete, also
without a word; stopped, interrupted, failed) and speed (median, ninetieth; null where it is
not known); totals and days have sent and words_written, too, which no model, provider or
profile has: what you send is counted by its day, not by who answers.
"""


@click.command("stats", cls=Command, epilog=_EXAMPLES)
@click.option(
    "--days", type=WholeNumber(1, _MOST_DAYS), metavar="COUNT", help="The last so many days."
)
@click.option(
    "--since",
    type=Day(),
    metavar="DAY",
    help='From this day on: 2026-01-31, today, yesterday, 7d or "2 weeks".',
)
@click.option("--all", "everything", is_flag=True, help="All there is.")
@click.option("--json", "as_object", is_flag=True, help="Print one object.")
@database_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    days: int | None,
    since: date | None,
    everything: bool,
    as_object: bool,
    database: str | None,
) -> None:
    """Show how much was sent and answered, by whom, how fast, and when."""
    if sum((days is not None, since is not None, everything)) > 1:
        raise click.UsageError("--days, --since and --all cannot go together", ctx)
    today = date.today()
    statistics = _counted(_period(today, days, since, everything=everything), database)
    if as_object:
        put_json(_as_object(statistics))
    else:
        _print_as_text(statistics)


def _period(today: date, days: int | None, since: date | None, *, everything: bool) -> Period:
    from copilot_tui.chat.statistics import Period

    if everything:
        return Period(None, today)
    return Period.of_days(days or DAYS if since is None else _days_since(since, today), today)


def _days_since(since: date, today: date) -> int:
    return (today - since).days + 1


def _counted(period: Period, database: str | None) -> Statistics:
    from copilot_tui.chat.tally import Tally
    from copilot_tui.paths import Paths

    tally = Tally(period)
    is_watched = sys.stderr is not None and sys.stderr.isatty()
    with read_store(Paths.default(), database) as store:
        counter = store.counter(tally)
        is_told = False
        while counter.go_on(_PROGRESS_SECONDS):
            if is_watched:
                print(f"\rCounting … {counter.done:.0%}", end="", file=sys.stderr, flush=True)
                is_told = True
        if is_told:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    return tally.result()


def _print_as_text(statistics: Statistics) -> None:
    from copilot_tui.chat.statistics_text import plain_text
    from copilot_tui.wrapping import wanted_width, width_of

    there = None if sys.stdout is None else width_of(sys.stdout)
    width = wanted_width(os.environ) or there or _WIDTH
    for line in plain_text(statistics, width=width):
        put(line)


def _as_object(statistics: Statistics) -> dict[str, object]:
    return {
        "from": statistics.first.isoformat(),
        "to": statistics.period.last.isoformat(),
        "undated": statistics.undated,
        "totals": _sums(statistics.totals),
        "days": [{"date": day.isoformat(), **_sums(sums)} for day, sums in statistics.every_day()],
        "hours": list(statistics.hours),
        "models": _shares(statistics.shares(lambda answerer: answerer.model)),
        "providers": _shares(statistics.shares(lambda answerer: answerer.provider)),
        "profiles": _shares(statistics.shares(lambda answerer: answerer.profile)),
    }


def _shares(shares: list[Share]) -> list[dict[str, object]]:
    return [
        {"name": share.name, "share": round(share.part, 4), **_replies(share.sums)}
        for share in shares
    ]


def _sums(sums: Sums) -> dict[str, object]:
    return {"sent": sums.sent, "words_written": sums.words_written, **_replies(sums)}


def _replies(sums: Sums) -> dict[str, object]:
    from copilot_tui.chat.statistics import ENDINGS

    return {
        "replies": sums.replies,
        "words_read": sums.words_read,
        "endings": {status.value: sums.endings[status] for status in ENDINGS},
        "speed": {"median": sums.speeds.median, "ninetieth": sums.speeds.ninetieth},
    }
