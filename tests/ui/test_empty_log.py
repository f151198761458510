"""What an empty conversation shows, in whatever room there is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.strip import Strip

from copilot_tui.config import KeyMap
from copilot_tui.ui.empty_log import NAME, empty_lines, things_to_try

GREETING = "Copilot answers."


def drawn(
    width: int, height: int, keys: KeyMap | None = None, greeting: str = GREETING
) -> list[Strip]:
    """The empty state in a log of this size."""
    return empty_lines(
        width, height, greeting, keys or KeyMap(), name=Style(), key=Style(), text=Style()
    )


def test_it_shows_the_name_who_answers_and_four_things_to_try() -> None:
    text = "\n".join(strip.text for strip in drawn(80, 20))
    assert NAME in text
    assert GREETING in text
    things = list(things_to_try(KeyMap()))
    assert len(things) == 4
    for key, words in things:
        assert key in text
        assert words in text


def test_a_longer_greeting_is_broken_into_lines() -> None:
    greeting = "Waiting for the database at postgresql://ann@chats.example.org/chats …"
    text = " ".join(strip.text.strip() for strip in drawn(54, 20, greeting=greeting))
    assert greeting in text


def test_it_shows_the_keys_as_they_are_mapped() -> None:
    keys = KeyMap({"conversation.new": ("f5",), "app.palette": ()}).with_enter(sends=False)
    text = "\n".join(strip.text for strip in drawn(80, 20, keys))
    assert "ctrl+j   send a message; enter breaks the line" in text
    assert "f5       start another conversation" in text
    assert "ctrl+p" not in text
    assert "by name" not in text


def test_where_there_is_little_room_the_name_stays_longest() -> None:
    assert NAME in drawn(80, 1)[0].text
    assert GREETING in drawn(80, 2)[1].text


def test_where_lines_are_short_its_words_are_wrapped_and_not_cut() -> None:
    words = " ".join(" ".join(strip.text for strip in drawn(40, 20)).split())
    assert "…" not in words
    for _, told in things_to_try(KeyMap()):
        assert all(word in words for word in told.split())


@given(width=st.integers(0, 120), height=st.integers(0, 40))
def test_it_fills_exactly_the_room_there_is(width: int, height: int) -> None:
    strips = drawn(width, height)
    assert len(strips) == height
    assert {strip.cell_length for strip in strips} <= {width}
