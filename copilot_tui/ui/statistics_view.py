"""How statistics are laid out and coloured."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from copilot_tui.chat.statistics_text import Section, charts, facts, hours_chart, tables

if TYPE_CHECKING:
    from copilot_tui.chat.statistics import Statistics

TWO_COLUMNS = 140
"""Columns from which on sections stand beside each other."""

GAP = 4
"""Columns between those."""

_DRAWN = re.compile("[▁▂▃▄▅▆▇█▏▎▍▌▋▊▉•]+")


def laid_out(statistics: Statistics, width: int, height: int) -> tuple[Content, Content | None]:
    """All sections below each other, or beside each other where there is room.

    Args:
        statistics: what was counted; not empty.
        width: columns.
        height: lines that are seen at once.

    Returns:
        The left part and the right one.
    """
    statistics = statistics.in_use()
    in_two = width >= TWO_COLUMNS
    part = (width - GAP) // 2 if in_two else width
    lines = 8 if height >= 40 else 6 if height >= 30 else 4
    totals = facts(statistics, width=part)
    over_time = charts(statistics, width=part, height=lines)
    hours = hours_chart(statistics, width=part, height=lines)
    who = tables(statistics, width=part)
    if in_two:
        return _drawn([totals, *over_time]), _drawn([*who, hours])
    return _drawn([totals, *over_time[:3], *who, hours, *over_time[3:]]), None


def _drawn(sections: Sequence[Section]) -> Content:
    return Content("\n").join(line for section in sections for line in _lines(section))


def _lines(section: Section) -> Iterator[Content]:
    if section.title:
        yield Content.styled(section.title, "bold")
    for number, line in enumerate(section.lines):
        is_heading = bool(section.title) and number == 0
        text = Content.styled(line, "dim" if section.is_chart or is_heading else "")
        for found in _DRAWN.finditer(line):
            text = text.stylize("$accent not dim", *found.span())
        yield text
    yield Content("")
