"""Statistics as lines of text, for the terminal, a pipe and the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.chat.bar_chart import Column, bar, column_chart
from copilot_tui.chat.statistics import ENDINGS, Share, Sums
from copilot_tui.chat.text_table import Cell, table
from copilot_tui.chat.time_steps import TimeRow, step_for, time_rows
from copilot_tui.wrapping import wrapped

if TYPE_CHECKING:
    from datetime import date

    from copilot_tui.chat.answerer import Answerer
    from copilot_tui.chat.statistics import Statistics

MOST_ROWS: Final = 8
"""Models, providers or profiles that are shown each; the others are counted together."""

NOTHING: Final = "Nothing was sent or answered in this time."
NOTHING_YET: Final = (
    "Nothing yet. Once you have sent a message, this tells how many you send, how much you read, "
    "who answers, how fast, and at which hours."
)
NOT_NAMED: Final = "(not named)"
_BAR: Final = 12
_LABEL: Final = 15
_MOST_TIME_ROWS: Final = 60

_PARTS: Final[Sequence[tuple[str, Callable[[Answerer], str]]]] = (
    ("By model", lambda answerer: answerer.model),
    ("By provider", lambda answerer: answerer.provider),
    ("By profile", lambda answerer: answerer.profile),
)


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines with a title.

    Attributes:
        title: above them.
        lines: plain text.
        is_chart: whether the lines are drawn, rather than written.
    """

    title: str
    lines: Sequence[str]
    is_chart: bool = False


def period_text(statistics: Statistics) -> str:
    """From when to when, such as "29 Oct to 27 Nov 2026", and since when it is used."""
    used = statistics.in_use().first
    since = f", in use since {used.day} {used:%b}" if used > statistics.first else ""
    return f"{_period(statistics)}{since}"


def _period(statistics: Statistics) -> str:
    first, last = statistics.first, statistics.period.last
    if first == last:
        return _full(last)
    same = first.year == last.year
    return f"{f'{first.day} {first:%b}' if same else _full(first)} to {_full(last)}"


def nothing_note(statistics: Statistics) -> str:
    """Why there is nothing to be seen; empty when there is something."""
    if not statistics.is_empty:
        return ""
    return NOTHING_YET if statistics.is_new else NOTHING


def facts(statistics: Statistics, *, width: int) -> Section:
    """The totals, each with its name before it."""
    totals = statistics.totals
    rows = [
        ("Messages sent", f"{totals.sent:,}"),
        ("Replies", f"{totals.replies:,} {_endings(totals)}"),
        ("Words written", f"{totals.words_written:,}"),
        ("Words read", f"{totals.words_read:,}"),
        ("Speed", _speed_sentence(totals)),
        ("Busiest", _busiest(statistics)),
    ]
    return Section("", [line for name, value in rows for line in _named(name, value, width)])


def charts(statistics: Statistics, *, width: int, height: int) -> list[Section]:
    """What was done over time."""
    step = step_for(statistics, max(7, width - 7))
    rows = time_rows(statistics, step)

    def chart(title: str, value: Callable[[Sums], float | None]) -> Section:
        columns = [Column(step.label(row.start), value(row.sums)) for row in rows]
        return Section(title, column_chart(columns, width=width, height=height), is_chart=True)

    drawn = [
        chart(f"Messages sent a {step}", lambda sums: sums.sent),
        chart(f"Words read a {step}", lambda sums: sums.words_read),
        *_speed_chart(rows, f"Words a second, by {step}", step.label, width, height),
        chart(f"Words written a {step}", lambda sums: sums.words_written),
    ]
    if statistics.totals.broken_off:
        drawn.append(chart(f"Replies that broke off a {step}", lambda sums: sums.broken_off))
    return drawn


def tables(statistics: Statistics, *, width: int) -> list[Section]:
    """Who has answered how much, by model, provider and profile."""
    return [Section(title, _share_lines(statistics.shares(name), width)) for title, name in _PARTS]


def time_table(statistics: Statistics, *, width: int) -> Section:
    """What was done over time, a line for each day, week, month or year."""
    step = step_for(statistics, _MOST_TIME_ROWS)
    rows = time_rows(statistics, step)
    most = max(row.sums.sent for row in rows)
    heading = (
        *(Cell(step.capitalize()), Cell("sent", 0), Cell("", 3), Cell("replies", 1)),
        *(Cell("broke off", 5), Cell("written", 4), Cell("read", 2), Cell("words/s", 2)),
    )
    lines = [
        (
            *(step.label(row.start), f"{row.sums.sent:,}"),
            *(bar(row.sums.sent, most, _BAR).ljust(_BAR), f"{row.sums.replies:,}"),
            *(f"{row.sums.broken_off:,}", f"{row.sums.words_written:,}"),
            *(f"{row.sums.words_read:,}", speed_text(row.sums.speeds.median)),
        )
        for row in rows
    ]
    return Section(f"By {step}", table(heading, lines, width))


def plain_text(statistics: Statistics, *, width: int) -> list[str]:
    """All of it as lines."""
    undated = undated_note(statistics)
    lines = [period_text(statistics), *([undated] if undated else [])]
    if nothing := nothing_note(statistics):
        return [*lines, *wrapped(nothing, width).splitlines()]
    statistics = statistics.in_use()
    hours = hours_chart(statistics, width=width, height=4)
    sections = [facts(statistics, width=width), time_table(statistics, width=width)]
    for section in (*sections, *tables(statistics, width=width), hours):
        lines += ["", *filter(None, [section.title]), *section.lines]
    return lines


def undated_note(statistics: Statistics) -> str:
    """What is left out for want of a date; empty when nothing is."""
    count = statistics.undated
    if not count:
        return ""
    what = "1 message has" if count == 1 else f"{count:,} messages have"
    return f"{what} no usable date and {'is' if count == 1 else 'are'} left out."


def speed_text(speed: float | None) -> str:
    """Words per second for a column; a dash where it is not known."""
    if speed is None:
        return "-"
    return f"{speed:.1f}" if speed < 10 else f"{speed:,.0f}"


def _named(name: str, value: str, width: int) -> Iterator[str]:
    """A value behind its name, on several lines where there is no room; none without one."""
    for line in wrapped(value, max(_LABEL, width - _LABEL)).splitlines():
        yield f"{name:<{_LABEL}}{line}"
        name = ""


def _full(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _endings(sums: Sums) -> str:
    if not sums.replies:
        return ""
    parts = [
        f"{sums.endings[status] / sums.replies:.0%} {status}"
        for status in ENDINGS
        if sums.endings[status]
    ]
    return f"({', '.join(parts)})"


def _speed_sentence(sums: Sums) -> str:
    median, ninetieth = sums.speeds.median, sums.speeds.ninetieth
    if median is None:
        return ""
    fastest = "" if ninetieth is None else f"; one in ten is faster than {speed_text(ninetieth)}"
    return f"{speed_text(median)} words/s{fastest}"


def _busiest(statistics: Statistics) -> str:
    most = max(statistics.hours)
    if not most:
        return ""
    hour = statistics.hours.index(most)
    return f"{hour:02}:00 to {(hour + 1) % 24:02}:00, {most:,} sent"


def hours_chart(statistics: Statistics, *, width: int, height: int) -> Section:
    """At which hours of the day messages were sent."""
    columns = [Column(f"{hour:02}", count) for hour, count in enumerate(statistics.hours)]
    lines = column_chart(columns, width=width, height=height)
    return Section("Messages sent by hour", lines, is_chart=True)


def _speed_chart(
    rows: Sequence[TimeRow],
    title: str,
    label: Callable[[date], str],
    width: int,
    height: int,
) -> Iterator[Section]:
    """How fast replies came; none where no speed is known."""
    columns = [
        Column(label(row.start), row.sums.speeds.median, row.sums.speeds.ninetieth) for row in rows
    ]
    if any(column.mark for column in columns):
        title = f"{title}: █ median, • one in ten is faster"
    if any(column.value for column in columns):
        yield Section(title, column_chart(columns, width=width, height=height), is_chart=True)


def _share_lines(shares: Sequence[Share], width: int) -> list[str]:
    shown = list(shares[:MOST_ROWS])
    if others := shares[MOST_ROWS:]:
        sums = Sums.of(share.sums for share in others)
        shown.append(Share(f"{len(others)} others", sums, sum(share.part for share in others)))
    heading = (
        *(Cell(""), Cell("share", 0), Cell("", 3), Cell("replies", 1)),
        *(Cell("words", 2), Cell("words/s", 2)),
    )
    lines = [
        (
            *(share.name or NOT_NAMED, f"{share.part:.0%}", bar(share.part, 1, _BAR).ljust(_BAR)),
            *(f"{share.sums.replies:,}", f"{share.sums.words_read:,}"),
            speed_text(share.sums.speeds.median),
        )
        for share in shown
    ]
    return table(heading, lines, width) if lines else ["No replies."]
