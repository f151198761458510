"""Which escapes of the input stay keys, however the input is cut into pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copilot_tui.ui.paste_guard import (
    LONGEST_PASTE,
    PASTE_END,
    PASTE_START,
    VISIBLE_ESCAPE,
    PasteGuard,
)

typed = st.lists(st.sampled_from(["a", "\x1b[A", "\x1b", "\x1b[2", "ü"]), max_size=6).map("".join)
pasted = st.text("x\x1b[201~\n", max_size=20).filter(lambda text: PASTE_END not in text + "\x1b")


def passed(guard: PasteGuard, pieces: list[str]) -> str:
    """All that the parser gets."""
    return "".join(map(guard.pass_on, pieces))


@given(before=typed, text=pasted, after=typed, data=st.data())
def test_only_the_escapes_in_a_paste_become_visible(
    before: str, text: str, after: str, data: st.DataObject
) -> None:
    whole = before + PASTE_START + text + PASTE_END + after
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)))))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    harmless = text.replace("\x1b", VISIBLE_ESCAPE)
    assert passed(PasteGuard(), pieces) == before + PASTE_START + harmless + PASTE_END + after


def test_a_key_is_passed_on_at_once() -> None:
    guard = PasteGuard()
    assert guard.pass_on("\x1b") == "\x1b"
    assert guard.pass_on("[A") == "[A"


def test_a_paste_is_passed_on_as_it_comes() -> None:
    guard = PasteGuard()
    assert guard.pass_on(f"{PASTE_START}one\x1b[") == f"{PASTE_START}one"
    assert guard.pass_on("0m two") == f"{VISIBLE_ESCAPE}[0m two"
    assert guard.pass_on("\x1b[20") == ""
    assert guard.pass_on("1~\x1b[A") == f"{PASTE_END}\x1b[A"


def test_of_a_paste_that_is_too_long_no_more_is_passed_on_than_tells_so() -> None:
    guard = PasteGuard()
    piece = "x" * 1_000_000
    passed_on = guard.pass_on(PASTE_START)
    passed_on += "".join(guard.pass_on(piece) for _ in range(8))
    assert len(passed_on) == len(PASTE_START) + LONGEST_PASTE + 1
    assert guard.pass_on(f"x{PASTE_END}abc") == f"{PASTE_END}abc"
    assert guard.pass_on(f"{PASTE_START}y{PASTE_END}") == f"{PASTE_START}y{PASTE_END}"
