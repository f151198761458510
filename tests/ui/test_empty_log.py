"""What an empty conversation shows, in whatever room there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.strip import Strip

from copilot_tui.ui.empty_log import NAME, THINGS_TO_TRY, empty_lines

GREETING = "Copilot answers."


def drawn(width: int, height: int) -> list[Strip]:
    """The empty state in a log of this size."""
    return empty_lines(width, height, GREETING, name=Style(), key=Style(), text=Style())


def test_it_shows_the_name_who_answers_and_four_things_to_try() -> None:
    text = "\n".join(strip.text for strip in drawn(80, 20))
    assert NAME in text
    assert GREETING in text
    assert len(THINGS_TO_TRY) == 4
    for key, words in THINGS_TO_TRY:
        assert key in text
        assert words in text


def test_where_there_is_little_room_the_name_stays_longest() -> None:
    assert NAME in drawn(80, 1)[0].text
    assert GREETING in drawn(80, 2)[1].text


@given(width=st.integers(0, 120), height=st.integers(0, 40))
def test_it_fills_exactly_the_room_there_is(width: int, height: int) -> None:
    strips = drawn(width, height)
    assert len(strips) == height
    assert {strip.cell_length for strip in strips} <= {width}
