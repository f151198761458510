"""Chips alone: what stands for what."""

from __future__ import annotations

import pytest

from copilot_tui.ui.chips import FOLD_CHARACTERS, FOLD_LINES, Chips, is_long

PASTED = "line\n" * 30


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("line\n" * FOLD_LINES, False),
        ("line\n" * FOLD_LINES + "one more", True),
        ("x" * FOLD_CHARACTERS, False),
        ("x" * (FOLD_CHARACTERS + 1), True),
    ],
)
def test_more_than_twenty_lines_are_long_and_so_is_a_very_long_line(
    text: str, expected: bool
) -> None:
    assert is_long(text) is expected


def test_a_chip_says_how_many_lines_and_how_much_it_stands_for() -> None:
    chips = Chips()
    assert chips.fold("x\n" * 412) == "⟦pasted text 1: 412 lines, 824 characters⟧"
    assert chips.fold("y" * 16_400) == "⟦pasted text 2: 1 line, 16 k⟧"
    assert chips.fold("z" * 1_230_000) == "⟦pasted text 3: 1 line, 1.2 M⟧"


def test_the_same_piece_is_one_chip_and_other_words_of_a_file_are_another() -> None:
    chips = Chips()
    first = chips.fold("old", "a.py", "1 line")
    assert chips.fold("old", "a.py", "1 line") == first == "⟦a.py: 1 line⟧"
    second = chips.fold("new", "a.py", "1 line")
    assert second == "⟦a.py (2): 1 line⟧"
    assert chips.expand(f"{first}{second}") == "oldnew"


def test_what_was_folded_is_folded_again_and_what_was_not_is_left() -> None:
    chips = Chips()
    chips.fold(PASTED)
    chips.clear()
    typed = "by hand\n" * 30
    shown = chips.refold(f"{typed}{PASTED}!")
    assert shown == f"{typed}⟦pasted text 1: 30 lines, 150 characters⟧!"
    assert chips.expand(shown) == f"{typed}{PASTED}!"


def test_what_was_unfolded_stays_so_and_its_chip_still_stands_for_it() -> None:
    chips = Chips()
    label = chips.fold(PASTED)
    chips.forget(label)
    assert chips.expand(label) == PASTED
    chips.clear()
    assert chips.refold(PASTED) == PASTED


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copilot_tui.ui.chips.REMEMBERED_CHARACTERS", 3 * len(PASTED))
    chips = Chips()
    pieces = [f"{number}{PASTED[1:]}" for number in range(5)]
    for piece in pieces:
        chips.fold(piece)
    chips.clear()
    assert [chips.refold(piece) == piece for piece in pieces] == [True, True, False, False, False]


def test_a_chip_is_found_only_where_it_is_whole() -> None:
    chips = Chips()
    label = chips.fold(PASTED)
    assert chips.spans(f"a{label}b{label}") == [
        (1, 1 + len(label)),
        (2 + len(label), 2 + 2 * len(label)),
    ]
    assert chips.spans(label[:-1]) == []


def test_pieces_that_come_back_are_numbered_in_their_order() -> None:
    chips = Chips()
    long, short = "long line\n" * 100, "other line\n" * 30
    chips.fold(long)
    chips.fold(short)
    chips.clear()
    text = f"a {short} b {long} c {short}"
    folded = chips.refold(text)
    assert folded.index("pasted text 1: 30 lines") < folded.index("pasted text 2: 100 lines")
    assert folded.count("pasted text 1") == 2
    assert chips.expand(folded) == text
