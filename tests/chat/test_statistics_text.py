"""Charts and tables that can be read without colours, at any width."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.chat.answerer import Answerer
from copilot_tui.chat.bar_chart import Column, bar, column_chart, nice_top, number
from copilot_tui.chat.latex.box import cells
from copilot_tui.chat.local_time import start_of
from copilot_tui.chat.statistics import Period, Statistics
from copilot_tui.chat.statistics_text import (
    NOT_NAMED,
    NOTHING,
    NOTHING_YET,
    charts,
    plain_text,
    tables,
)
from copilot_tui.chat.tally import Tally
from copilot_tui.chat.text_table import Cell, table
from copilot_tui.chat.time_steps import TimeStep, step_for, time_rows
from tests.chat.test_tally import DAY, NOON, TODAY, answered, asked


def filled(days: int = 30, *, names: int = 1) -> Statistics:
    """One message more on each day, and its reply; all days but one in three."""
    tally = Tally(Period.of_days(days, TODAY))
    for back in range(0, days, 3):
        for nth in range(back + 1):
            moment = NOON - back * DAY + nth
            model = Answerer("g4f", "Copilot", f"model {nth % names}")
            tally.add(asked(moment))
            tally.add(answered(moment, answerer=model))
    return tally.result()


def test_a_chart_is_as_high_as_its_values_say() -> None:
    columns = [Column("a", 0), Column("b", 1), Column("c", 5), Column("d", 10), Column("e", None)]

    assert column_chart(columns, width=14, height=4) == [
        "10┤      █",
        "  │      █",
        " 5┤    █ █",
        "  │  ▃ █ █",
        " 0┼──────────",
        "   a   c   e",
    ]


def test_a_mark_stands_over_its_column_and_never_in_it() -> None:
    columns = [Column("a", 3, 10), Column("b", 10, 10), Column("c", None, 4)]

    assert column_chart(columns, width=9, height=3) == [
        "10┤• █",
        "  │  █ •",
        "  │▇ █",
        " 0┼──────",
        "   a   c",
    ]


@given(
    st.lists(st.none() | st.floats(0, 1e12), min_size=1, max_size=300),
    st.integers(12, 250),
    st.integers(1, 12),
)
def test_a_chart_keeps_its_width_and_shows_all_that_is_not_nothing(
    values: list[float | None], width: int, height: int
) -> None:
    lines = column_chart([Column("1 Jan", value) for value in values], width=width, height=height)

    assert len(lines) == height + 2
    assert max(map(len, lines)) <= width
    if any(value for value in values[-(width - 7) :]):
        assert any(sign in line for line in lines for sign in "▁▂▃▄▅▆▇█")


@given(st.floats(0, 1e11))
def test_the_top_of_an_axis_is_just_above_and_short(value: float) -> None:
    top = nice_top(value)

    assert value <= top <= max(2, 2 * value + 1e-6)
    assert cells(number(top)) <= 5
    assert cells(number(top / 2)) <= 5


def test_a_bar_grows_by_eighths_and_something_is_always_seen() -> None:
    assert bar(0, 10, 5) == ""
    assert bar(1, 1_000_000, 5) == "▏"
    assert bar(5, 10, 5) == "██▌"
    assert bar(10, 10, 5) == "█████"


def test_a_narrow_table_loses_the_columns_that_matter_least_and_then_shortens_names() -> None:
    heading = [Cell(""), Cell("first", 0), Cell("second", 1), Cell("third", 2)]
    rows = [["a name of some length", "1", "22", "333"], ["中文模型", "4", "5", "6"]]

    assert table(heading, rows, 80) == [
        "                       first  second  third",
        "a name of some length      1      22    333",
        "中文模型                   4       5      6",
    ]
    assert table(heading, rows, 38)[1] == "a name of some length      1      22"
    assert table(heading, rows, 20)[1] == "a name of so…      1"


@pytest.mark.parametrize("width", [30, 50, 80, 120, 200])
@pytest.mark.parametrize("days", [1, 7, 30, 365, 4_000])
def test_all_lines_fit(width: int, days: int) -> None:
    found = filled(min(days, 120), names=12)
    long = Statistics(
        Period(TODAY - timedelta(days=days - 1), TODAY),
        *(found.days, found.hours, found.answerers, found.totals),
    )
    sections = [*charts(long, width=width, height=4), *tables(long, width=width)]
    lines = [line for section in sections for line in section.lines]

    assert max(map(cells, lines)) <= width
    assert max(map(cells, plain_text(long, width=width))) <= max(width, 40)


def test_the_plain_text_tells_totals_days_names_and_hours() -> None:
    text = "\n".join(plain_text(filled(7), width=80))

    assert text.startswith("21 Nov to 27 Nov 2026\n\nMessages sent  12\n")
    assert "Replies        12 (100% complete)" in text
    assert "Speed          10 words/s; one in ten is faster than 10" in text
    assert "Busiest        12:00 to 13:00, 12 sent" in text
    fields = [line.split() for line in text.splitlines()]
    assert ["24", "Nov", "4", "██████▉", "4", "0", "20", "400", "10"] in fields
    assert ["23", "Nov", "0", "0", "0", "0", "0", "-"] in fields
    assert ["model", "0", "100%", "████████████", "12", "1,200", "10"] in fields


def test_few_models_are_named_and_the_others_counted_together() -> None:
    (models, *_) = tables(filled(60, names=20), width=80)

    assert len(models.lines) == 1 + 8 + 1
    assert models.lines[-1].startswith("12 others")


def test_what_has_no_name_is_said_to_have_none() -> None:
    tally = Tally(Period.of_days(7, TODAY))
    tally.add(answered(answerer=Answerer()))

    assert all(
        section.lines[1].startswith(NOT_NAMED) for section in tables(tally.result(), width=80)
    )


def test_nothing_is_said_in_words() -> None:
    assert plain_text(filled(0), width=80)[-1] == NOTHING


def test_to_somebody_new_it_is_said_what_will_be_here() -> None:
    tally = Tally(Period.of_days(30, TODAY))
    tally.begin(None)
    lines = plain_text(tally.result(), width=40)

    assert " ".join(lines[1:]) == NOTHING_YET
    assert max(map(len, lines)) <= 40


def test_one_reply_has_a_speed_but_none_in_ten_and_a_line_for_its_day_only() -> None:
    tally = Tally(Period.of_days(30, TODAY))
    tally.begin(NOON)
    tally.add(asked())
    tally.add(answered())
    found = tally.result()
    text = "\n".join(plain_text(found, width=80))
    titles = [chart.title for chart in charts(found.in_use(), width=80, height=4)]

    assert text.startswith("29 Oct to 27 Nov 2026, in use since 27 Nov\n")
    assert "Speed          10 words/s\n" in text
    assert "one in ten" not in text
    assert [line[:6] for line in text.splitlines() if " Nov  " in line] == ["27 Nov"]
    assert "Words a second, by day" in titles


def test_where_no_speed_is_known_there_is_no_chart_of_it() -> None:
    tally = Tally(Period.of_days(30, TODAY))
    tally.add(answered(words=3))
    titles = [chart.title for chart in charts(tally.result(), width=80, height=4)]

    assert not [title for title in titles if title.startswith("Words a second")]


def test_days_become_weeks_months_and_years_where_there_are_too_many() -> None:
    def step(days: int) -> TimeStep:
        period = Period(TODAY - timedelta(days=days - 1), TODAY)
        return step_for(Statistics(period, {}, (0,) * 24, {}, filled(1).totals), 60)

    assert [step(days) for days in (1, 60, 61, 410, 600, 1_700, 4_000)] == [
        *(TimeStep.DAY, TimeStep.DAY, TimeStep.WEEK, TimeStep.WEEK),
        *(TimeStep.MONTH, TimeStep.MONTH, TimeStep.YEAR),
    ]


@pytest.mark.parametrize("step", list(TimeStep))
def test_steps_hold_all_days_once_and_begin_where_they_should(step: TimeStep) -> None:
    found = filled(130)
    rows = time_rows(found, step)

    assert sum(row.sums.sent for row in rows) == found.totals.sent
    assert [row.start for row in rows] == sorted({step.start(day) for day, _ in found.every_day()})
    assert TimeStep.WEEK.start(date(2026, 11, 27)) == date(2026, 11, 23)
    assert start_of(rows[0].start) <= start_of(found.first)
