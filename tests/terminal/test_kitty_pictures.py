"""The sequences of kitty's graphics, and which terminals they are for."""

from __future__ import annotations

import re
from base64 import standard_b64decode
from typing import TYPE_CHECKING
from unicodedata import combining

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from copilot_tui.terminal.kitty_pictures import (
    MARKS,
    MOST_CELLS,
    NUMBERS,
    PLACEHOLDER,
    draws_pictures,
    full_number,
    known_by_name,
    placeholders,
    removing,
    sending,
)
from copilot_tui.terminal.tmux import passes_through
from tests.e2e.raw_output import foreign_output

if TYPE_CHECKING:
    from tests.terminal.programs import Programs


@given(st.binary(max_size=20_000), st.integers(1, MOST_CELLS - 1), st.sampled_from(NUMBERS))
def test_no_bytes_of_a_picture_get_into_a_sequence_but_as_base64(
    data: bytes, group: int, number: int
) -> None:
    picture = full_number(group, number)
    sequences = [*sending(data, picture, 100, 20)]
    assert all(len(sequence) < 4096 + 100 for sequence in sequences)
    payloads = [re.fullmatch(r"\x1b_G[^;]*m=([01]);(.*)\x1b\\", each) for each in sequences]
    assert standard_b64decode("".join(each[2] for each in payloads if each)) == data
    assert [each[1] for each in payloads if each][:-1] == ["1"] * (len(sequences) - 1)
    written = "".join((*sequences, removing(picture)))
    assert not data or foreign_output(written.encode()) == ""


def test_placeholders_are_one_cell_each_and_may_be_cut_anywhere() -> None:
    assert len(set(MARKS)) == MOST_CELLS == 100
    assert {combining(mark) for mark in MARKS} == {230}
    text = placeholders(full_number(99, 255), 19, 100)
    assert cell_len(text) == 100
    cells = text.split(PLACEHOLDER)[1:]
    assert cells == [f"{MARKS[19]}{MARKS[column]}{MARKS[99]}" for column in range(100)]


@pytest.mark.parametrize(
    ("told", "draws"),
    [
        ("\x1b_Gi=1;OK\x1b\\\x1bP>|kitty(0.40.0)\x1b\\\x1b[?62;c", True),
        ("\x1bP>|ghostty 1.2.0\x1b\\\x1b_Gi=1;OK\x1b\\\x1b[?62;c", True),
        ("\x1b_Gi=1;OK\x1b\\\x1bP>|WezTerm 2024\x1b\\\x1b[?62;c", False),
        ("\x1b_Gi=1;ENOTSUPPORTED\x1b\\\x1bP>|kitty(0.40.0)\x1b\\\x1b[?62;c", False),
        ("\x1bP>|kitty(0.40.0)\x1b\\\x1b[?62;c", False),
        ("\x1b[?62;c", False),
    ],
)
def test_only_terminals_that_know_placeholders_are_taken(told: str, draws: bool) -> None:
    assert draws_pictures(told) is draws


@pytest.mark.parametrize(
    ("answer", "draws"),
    [
        ("1 xterm-kitty", True),
        ("2 xterm-ghostty", True),
        ("all xterm-kitty", True),
        ("0 xterm-kitty", False),
        ("off xterm-kitty", False),
        ("1 xterm-256color", False),
        ("", False),
    ],
)
async def test_tmux_is_asked_whether_it_hands_pictures_on(
    programs: Programs, answer: str, draws: bool
) -> None:
    programs.add("tmux", f"echo '{answer}'")
    assert known_by_name(await passes_through({"PATH": programs.path})) is draws
