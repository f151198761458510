"""No part of an answer of the terminal is taken for typed text, however late the rest is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.ui.answer_guard import AnswerGuard

ANSWERS = ("\x1b[?2026;2$y", "\x1b[?2048;0$y", "\x1b[?1;2c", "\x1b[?0u")
typed = st.lists(st.sampled_from(["a", "?", "$", "\x1b[A", "\x1b", "\x1b[", "ü"]), max_size=6)


@given(before=typed, answer=st.sampled_from(ANSWERS), after=typed, data=st.data())
def test_an_answer_comes_whole_and_all_else_as_it_was(
    before: list[str], answer: str, after: list[str], data: st.DataObject
) -> None:
    whole = "".join((*before, answer, *after))
    start = len("".join(before))
    known = start + len("\x1b[?")
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)))) - set(range(start + 1, known)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    guard = AnswerGuard()
    passed = [guard.pass_on(piece) for piece in (*pieces, ".")]
    assert "".join(passed) == f"{whole}."
    ends = {len("".join(passed[: number + 1])) for number in range(len(passed))}
    assert not ends & set(range(known, start + len(answer)))


def test_a_key_is_passed_on_at_once() -> None:
    guard = AnswerGuard()
    for key in ("\x1b", "[", "?", "\x1b[", "A", "\x1b[1;5C", "\x1b[<0;1;1M", "$"):
        assert guard.pass_on(key) == key
