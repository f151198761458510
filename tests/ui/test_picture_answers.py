"""What the terminal answers, and what is typed while it does."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.ui.picture_answers import PictureAnswers

ANSWERS = ("\x1b_Gi=1;OK\x1b\\", "\x1bP>|kitty(0.40.0)\x1b\\", "\x1b[?62;52;c")
KEYS = ("a", "é", "\r", "\x1b[A", "\x1b[1;5C", "\x1b[I", "\x1b[?2048;2$y", "\x1bOP", "\x1bx")


def in_pieces(text: str, cuts: set[int]) -> list[str]:
    places = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    return [text[start:end] for start, end in pairwise(places)]


@given(
    st.lists(st.lists(st.sampled_from(KEYS), max_size=3), min_size=4, max_size=4),
    st.sets(st.integers(min_value=1, max_value=80)),
)
def test_answers_are_taken_out_and_keys_are_left_however_they_are_cut(
    keys: list[list[str]], cuts: set[int]
) -> None:
    told: list[str] = []
    guard = PictureAnswers()
    guard.expect(told.append)
    typed = ["".join(some) for some in keys]
    pairs = zip(typed, (*ANSWERS, ""), strict=True)
    data = "".join(some + answer for some, answer in pairs)
    passed = "".join(guard.pass_on(piece) for piece in in_pieces(data, cuts))
    assert passed + guard.let_go() == "".join(typed)
    assert told == ["".join(ANSWERS)]


def test_nothing_is_looked_at_when_nothing_was_asked() -> None:
    assert PictureAnswers().pass_on("".join(ANSWERS)) == "".join(ANSWERS)


def test_the_escape_key_waits_only_until_it_is_known_to_be_one() -> None:
    guard = PictureAnswers()
    guard.expect(str)
    assert guard.pass_on("\x1b") == ""
    assert guard.let_go() == "\x1b"
    assert guard.let_go() == ""


def test_half_an_answer_is_never_typed() -> None:
    guard = PictureAnswers()
    guard.expect(str)
    assert guard.pass_on("\x1b_Gi=1;O") == ""
    assert guard.let_go() == ""
    assert guard.pass_on("K\x1b\\a") == "a"
