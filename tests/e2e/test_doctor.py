"""`copilot-tui doctor` as it is run: in a terminal, in a pipe, and where things are wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.e2e.chatting import configuration, data
from tests.e2e.terminal import Terminal, control
from tests.servers_fake import Answer, Ending, FakeServer, in_thread
from tests.ui.preparing import add_conversation

pytestmark = pytest.mark.timeout(120)

ANSWERS = "\x1bP>|kitty(0.35)\x1b\\" + "".join(f"\x1b[1;{column}R" for column in (2, 2, 2, 3, 3))
END_OF_QUESTIONS = b"\x1b[c"

A_HOST_THAT_IS_LOOKED_UP_FOR_EVER = """
import asyncio, sys, time
from copilot_tui.cli import main
from copilot_tui.command_line import doctor
from copilot_tui.doctor.examination import Check

def look():
    asyncio.run(asyncio.to_thread(time.sleep, 1000))

doctor._checks = lambda *_: (Check("Servers", "servers", look, 0.2),)
sys.exit(main(["doctor"]))
"""


def doctor(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it without a terminal, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "copilot_tui", "doctor", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env={"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
    )


def test_it_works_without_a_terminal_and_makes_nothing(home: Path, server: FakeServer) -> None:
    done = doctor(home, COPILOT_TUI_URL=server.url)

    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert f"g4f answers at {server.url}." in done.stdout
    assert done.stdout.splitlines()[-1].endswith(" checks.")
    assert list(home.iterdir()) == []


def test_a_fault_is_told_to_scripts_by_status_and_json(home: Path, server: FakeServer) -> None:
    configuration(home, "nonsense = 1\n")
    done = doctor(home, "--json", COPILOT_TUI_URL=server.url)
    told = json.loads(done.stdout)
    faults = [each["check"] for each in told["findings"] if each["verdict"] == "fault"]

    assert (done.returncode, told["ok"], faults) == (1, False, ["config"])


def test_an_unknown_theme_is_a_fault_as_at_the_start(home: Path, server: FakeServer) -> None:
    configuration(home, 'theme = "no such theme"\n')
    done = doctor(home, COPILOT_TUI_URL=server.url)

    assert done.returncode == 1
    assert "there is no theme" in " ".join(done.stdout.split())


def test_a_wrong_flag_is_a_usage_error(home: Path) -> None:
    assert doctor(home, "--nonsense").returncode == 2


def test_conversations_stay_as_they_are_byte_by_byte(home: Path, server: FakeServer) -> None:
    add_conversation(data(home), "Title", [("question", "answer")])
    before = {file.name: file.read_bytes() for file in data(home).iterdir()}
    done = doctor(home, COPILOT_TUI_URL=server.url)

    assert "1 conversation in " in done.stdout
    assert done.returncode == 0
    assert {file.name: file.read_bytes() for file in data(home).iterdir()} == before


@pytest.mark.slow
def test_a_server_that_never_answers_is_not_waited_for_long(home: Path) -> None:
    began = time.monotonic()
    with in_thread(FakeServer(default=Answer(ending=Ending.STALL))) as silent:
        done = doctor(home, COPILOT_TUI_URL=silent.url)

    assert done.returncode == 1
    assert time.monotonic() - began < 60


def test_what_cannot_be_ended_does_not_keep_it_from_ending() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", A_HOST_THAT_IS_LOOKED_UP_FOR_EVER],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )

    assert (done.returncode, done.stderr) == (1, "")
    assert "Not finished within 0.2 s, so it was given up." in done.stdout


def test_ctrl_c_ends_it_quietly(home: Path) -> None:
    with (
        in_thread(FakeServer(default=Answer(ending=Ending.STALL))) as silent,
        Terminal("doctor", home=home, environment={"COPILOT_TUI_URL": silent.url}) as terminal,
    ):
        terminal.wait_for(lambda _: END_OF_QUESTIONS in terminal.raw, what="questions")
        terminal.send(ANSWERS, "\x1b[?62;c")
        terminal.wait_for("Embedded model", what="all but the server that does not answer")
        terminal.send(control("c"))
        assert terminal.wait_for_exit() == 130

    assert "Traceback" not in terminal.text


def test_a_terminal_is_asked_and_left_as_it_was(home: Path, server: FakeServer) -> None:
    with Terminal(
        "doctor", home=home, columns=80, rows=50, environment={"COPILOT_TUI_URL": server.url}
    ) as terminal:
        # The kernel forgets the modes when nobody has the terminal open any more.
        device = os.open(f"/proc/{terminal.process.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
        before = termios.tcgetattr(device)
        terminal.wait_for(lambda _: END_OF_QUESTIONS in terminal.raw, what="questions")
        asking = termios.tcgetattr(device)
        terminal.send(ANSWERS, "\x1b[?62;c")
        assert terminal.wait_for_exit() == 0
        assert asking != termios.tcgetattr(device) == before
        os.close(device)
        shown = terminal.text

    assert "kitty(0.35)." in shown
    assert "Narrow and wide characters take the columns they should." in " ".join(shown.split())
    assert shown.startswith("copilot-tui ")
    assert "hint" not in shown.partition("Clipboard")[0]
