"""Keys that were typed into a terminal before the app had it."""

from __future__ import annotations

import os
import select
import termios
from collections.abc import Iterator

import pyte
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copilot_tui.terminal.attributes import set_raw_input
from copilot_tui.ui.typed_before import typed_before, without_echo

COLUMNS = 20


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """The end of a terminal that is typed into, and the one that a program has."""
    ends = os.openpty()
    yield ends
    for end in ends:
        os.close(end)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("begun", "begun"),
        ("one\rtwo", "one\rtwo"),
        ("one\r\rtwo\r", "one\r\rtwo\r"),
        ("wrong\x7f\x7fte", "wrote"),
        ("Grüße, 漢字\r", "Grüße, 漢字\r"),
        ("up\x1b[A", "up\x1b[A"),
        ("end\x04", "end\x04"),
    ],
)
def test_what_was_typed_line_by_line_is_keys_again(
    terminal: tuple[int, int], typed: str, kept: str
) -> None:
    outer, inner = terminal
    before = termios.tcgetattr(inner)
    os.write(outer, typed.encode())
    _ = os.read(outer, 4_096) if typed else b""  # The echo says that it has arrived.
    set_raw_input(inner, termios.TCSANOW)
    assert typed_before(inner, before) == kept.encode()
    assert typed_before(inner, before) == b""


def test_keys_of_a_terminal_that_was_raw_are_left_as_they_are(terminal: tuple[int, int]) -> None:
    outer, inner = terminal
    set_raw_input(inner, termios.TCSANOW)
    before = termios.tcgetattr(inner)
    os.write(outer, b"a\nb\r\0")
    select.select([inner], [], [])
    assert typed_before(inner, before) == b"a\nb\r\0"
    assert without_echo(b"a", before, COLUMNS) == ""


def test_where_nothing_was_typed_nothing_is_erased(terminal: tuple[int, int]) -> None:
    assert without_echo(b"", termios.tcgetattr(terminal[1]), COLUMNS) == ""


def echo_of(keys: str, outer: int) -> bytes:
    """What the terminal makes of keys, all of it: the kernel echoes beside whoever writes."""
    # Control characters are shown as ^A, and enter ends the line; a tab goes as it is.
    size = sum(2 if byte < 0x20 and byte != 0x09 else 1 for byte in keys.encode())
    echo = b""
    while len(echo) < size:
        echo += os.read(outer, 4_096)
    return echo


@given(st.text("ab \t\x01éü", max_size=70))
@example("x" * COLUMNS)
@example("漢" * COLUMNS)
@example("x" * COLUMNS + "y")
def test_the_screen_is_as_it_was_before_the_echo(typed: str) -> None:
    """Whether or not it was sent with enter, and however long it was."""
    for keys in (typed, f"{typed}\r", f"a\r{typed}\rb"):
        screen = pyte.Screen(COLUMNS, 24)
        stream = pyte.ByteStream(screen)
        stream.feed(b"before\r\n$ copilot-tui\r\n")
        outer, inner = os.openpty()
        try:
            before = termios.tcgetattr(inner)
            os.write(outer, keys.encode())
            stream.feed(echo_of(keys, outer))
            set_raw_input(inner, termios.TCSANOW)
            taken = typed_before(inner, before)
            stream.feed(without_echo(taken, before, COLUMNS).encode())
        finally:
            os.close(outer)
            os.close(inner)
        assert [line.rstrip() for line in screen.display] == ["before", "$ copilot-tui", *[""] * 22]
        assert (screen.cursor.x, screen.cursor.y) == (0, 2)
