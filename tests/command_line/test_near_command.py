"""Which words are taken for a mistyped command, and which for a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis.strategies import DataObject, data, integers, sampled_from, text

from copilot_tui.command_line.command_table import COMMANDS
from copilot_tui.command_line.near_command import _WORDS, near_to_words

LONG = [name for name in COMMANDS if len(name) >= 4]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@given(sampled_from(LONG), integers(0, 3), text(LETTERS, min_size=1, max_size=1), data())
def test_a_command_with_one_mistake_is_known_unless_that_makes_a_word(
    name: str, kind: int, letter: str, drawn: DataObject
) -> None:
    at = drawn.draw(integers(0, len(name) - 2))
    typed = (
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    )[kind]

    near = near_to_words([typed, "more"])
    if typed in COMMANDS or typed in _WORDS:
        assert near is None
    else:
        assert near is not None
        assert abs(len(near) - len(typed)) <= 1


@pytest.mark.parametrize("name", LONG)
def test_two_mistakes_are_too_many(name: str) -> None:
    for typed in (f"q{name}q", f"qq{name}", f"{name}qq", f"{name[:-2]}qq", name[2:]):
        assert near_to_words([typed, "more"]) is None


def test_every_word_that_may_begin_a_question_would_else_be_taken_for_a_command() -> None:
    from copilot_tui.command_line import near_command

    assert all(any(near_command._is_one_mistake(word, name) for name in LONG) for word in _WORDS)
    assert not _WORDS & set(COMMANDS)
