"""Text that comes too fast to be followed is looked at less often."""

from __future__ import annotations

from copilot_tui.api.pace import OFTEN, SELDOM, pace


def test_what_a_reader_can_follow_is_shown_often() -> None:
    assert pace(1) == pace(20) == OFTEN


def test_what_nobody_can_follow_is_shown_less_often() -> None:
    assert pace(100) == pace(100_000) == SELDOM
    assert SELDOM > OFTEN
