"""`copilot-tui keys` in a real pseudo-terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from copilot_tui.terminal.keys import HEADING, visible
from tests.e2e.terminal import UP, Terminal, control

CTRL_C = control("c")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks up the terminal in /proc")
PASTE = "\x1b[200~two\rlines\x1b[201~"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    with Terminal("keys", home=tmp_path) as terminal:
        yield terminal


def modes(descriptor: int) -> list[object]:
    return termios.tcgetattr(descriptor)[:6]


def row(terminal: Terminal, sent: str) -> list[str]:
    """The line of a key, as soon as it is there, in words."""
    wanted = f"{sent} "
    text = terminal.wait_for(
        lambda text: any(line.startswith(wanted) for line in text.splitlines()), what=sent
    )
    return next(line for line in text.splitlines() if line.startswith(wanted)).split()


@pytest.mark.parametrize(
    ("keys", "shown", "name"),
    [
        (UP, r"\x1b[A", "up"),
        ("\x1b[1;3A", r"\x1b[1;3A", "alt+up"),
        ("\x1b", r"\x1b", "escape"),
        ("\n", r"\n", "ctrl+j"),
        ("\x1b[13;2u", r"\x1b[13;2u", "shift+enter"),
        ("é", "é", "é"),
        ("\\", r"\\", "backslash"),
    ],
)
def test_a_key_is_shown_as_it_was_sent_and_as_a_key_map_names_it(
    terminal: Terminal, keys: str, shown: str, name: str
) -> None:
    terminal.wait_for(HEADING)
    terminal.send(keys)

    assert row(terminal, shown)[:2] == [shown, name]


def test_a_key_with_a_command_shows_it(terminal: Terminal) -> None:
    terminal.wait_for(HEADING)
    terminal.send(control("q"))

    assert row(terminal, r"\x11") == [r"\x11", "ctrl+q", "Quit"]


def test_a_paste_is_one_line_and_runs_nothing(terminal: Terminal) -> None:
    terminal.wait_for(HEADING)
    terminal.send(PASTE)

    assert row(terminal, visible(PASTE))[1:] == ["paste", "of", "9"]


@linux_only
def test_the_terminal_is_asked_for_what_the_app_asks_and_left_as_it_was(
    terminal: Terminal,
) -> None:
    device = os.open(f"/proc/{terminal.process.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
    before = modes(device)
    terminal.wait_for(HEADING)
    during = modes(device)
    terminal.send(CTRL_C, "x", CTRL_C)
    row(terminal, "x")
    assert terminal.process.poll() is None
    terminal.send(CTRL_C)

    assert terminal.wait_for_exit() == 0
    assert modes(device) == before != during
    assert terminal.raw.index(b"\x1b[?2004h\x1b[>25u") < terminal.raw.index(b"\x1b[?2004l\x1b[<u")
    os.close(device)


@linux_only
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_and_the_terminal_is_left_as_it_was(
    terminal: Terminal, number: signal.Signals
) -> None:
    device = os.open(f"/proc/{terminal.process.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
    before = modes(device)
    terminal.wait_for(HEADING)
    terminal.process.send_signal(number)

    assert terminal.wait_for_exit() == 128 + number
    assert modes(device) == before
    assert b"Traceback" not in terminal.raw
    os.close(device)


def test_a_closed_terminal_ends_it(terminal: Terminal) -> None:
    terminal.wait_for(HEADING)
    terminal.hang_up()

    assert terminal.process.wait(20) in (0, 128 + signal.SIGHUP)


def test_the_lines_can_go_into_a_pipe() -> None:
    controller, device = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "copilot_tui", "keys"],
        stdin=device,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{HEADING}\n"
        os.write(controller, f"{UP}{CTRL_C}{CTRL_C}".encode())
        lines = process.stdout.read().splitlines()

    assert process.returncode == 0
    names = [line.split()[1] for line in lines[2:] if not line.startswith(" ")]
    assert names == ["up", "ctrl+c", "ctrl+c"]
    os.close(controller)
    os.close(device)


def test_a_pipe_that_nobody_reads_any_more_ends_it_quietly() -> None:
    controller, device = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "copilot_tui", "keys"],
        stdin=device,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == f"{HEADING}\n"
        process.stdout.close()
        os.write(controller, b"x")
        errors = process.stderr.read()

    assert (process.returncode, errors) == (0, "")
    os.close(controller)
    os.close(device)


def test_without_a_terminal_it_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "copilot_tui", "keys"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("copilot-tui: This needs a terminal to read keys from.\n")


def test_what_is_no_text_is_visible_all_the_same() -> None:
    assert visible("\x1b[1;3A\udcff\u200b") == r"\x1b[1;3A\xff\u200b"
