"""An empty home, no server: the main job, in a real terminal, with the embedded model."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.e2e.chatting import configuration
from tests.e2e.terminal import ENTER, ESCAPE, Terminal, control, is_running
from tests.servers.processes import descendants

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

HEINER = "Hello, i am Heiner. How are you?"
NOBODY = "SmolLM2"
MODEL_SECONDS = 120.0
"""How long the embedded model may take for an answer on a machine that has more to do."""

TALL = 60
"""Rows in which two short answers can be seen at once."""

SHORT = "[profiles.offline.parameters]\nmax_tokens = 24\n"
"""The model says a lot about nothing where it may, for as long as all the tests beside it take."""


def closed_port() -> int:
    """A port of this machine where nothing answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def nowhere() -> dict[str, str]:
    """The address of a server that is not there."""
    return {"COPILOT_TUI_URL": f"http://127.0.0.1:{closed_port()}/v1"}


def finished_replies(terminal: Terminal) -> int:
    """How many replies on the screen show how long they took."""
    return sum(
        1 for line in terminal.text.splitlines() if line.rstrip().endswith(" s") and " · " in line
    )


def wait_until_gone(processes: Sequence[int]) -> None:
    """Wait, for ten seconds at most, until none of these processes runs any more."""
    waiting = threading.Event()
    for _ in range(200):
        if not any(is_running(process) for process in processes):
            return
        waiting.wait(0.05)
    raise AssertionError(f"still running: {[each for each in processes if is_running(each)]}")


def open_conversation(terminal: Terminal, title: str) -> None:
    """Open the conversation whose title begins like this, wherever a reply has moved it."""
    terminal.send(control("o"), title, ENTER)


def begin_a_long_reply(terminal: Terminal) -> None:
    """Ask for more than can be told while a test runs, and wait until the reply is under way."""
    terminal.send("Write a very long story about a lighthouse keeper.", ENTER)
    terminal.wait_for("words/s", seconds=MODEL_SECONDS, what="a reply under way")


def test_a_conversation_from_a_first_start_to_a_second_one(
    home: Path, nowhere: dict[str, str]
) -> None:
    configuration(home, SHORT)
    with Terminal(home=home, rows=TALL, environment=nowhere) as terminal:
        terminal.wait_for(NOBODY, what="the model that answers")
        terminal.wait_for("No server answers at")
        terminal.send(HEINER, ENTER)
        terminal.wait_for(
            lambda _: finished_replies(terminal) == 1,
            seconds=MODEL_SECONDS,
            what="a finished reply",
        )
        terminal.send("Tell me somethings about my name", ENTER)
        terminal.wait_for("Tell me somethings about my name")
        terminal.send(control("n"))
        terminal.wait_for("copilot-tui", what="the empty conversation")
        terminal.send("Count to three.", ENTER)
        terminal.wait_for(
            lambda _: finished_replies(terminal) == 1,
            seconds=MODEL_SECONDS,
            what="the second reply",
        )
        open_conversation(terminal, "Hello")
        terminal.wait_for(
            lambda _: finished_replies(terminal) == 2, seconds=MODEL_SECONDS, what="both replies"
        )
        terminal.send(control("q"))
        assert terminal.wait_for_exit() == 0
    with Terminal(home=home, rows=TALL, environment=nowhere) as terminal:
        terminal.wait_for(HEINER[:16])
        terminal.wait_for("Count to three.")
        open_conversation(terminal, "Hello")
        terminal.wait_for("Tell me somethings about my name")
        terminal.wait_for(HEINER)
        terminal.send(control("q"))
        assert terminal.wait_for_exit() == 0


def test_a_killed_program_keeps_the_text_so_far_and_leaves_no_process(
    home: Path, nowhere: dict[str, str]
) -> None:
    with Terminal(home=home, environment=nowhere) as terminal:
        terminal.wait_for(NOBODY)
        begin_a_long_reply(terminal)
        started = descendants(terminal.process.pid)
        assert started
        os.kill(terminal.process.pid, signal.SIGKILL)
        terminal.process.wait(10)
    wait_until_gone(started)
    with Terminal(home=home, environment=nowhere) as terminal:
        terminal.wait_for("Write a very long st")
        terminal.send(control("t"), ENTER)
        terminal.wait_for("■ interrupted")
        terminal.send(control("q"))
        terminal.wait_for_exit()


@pytest.mark.parametrize("streaming", [False, True], ids=["at rest", "while a reply streams"])
def test_a_closed_terminal_ends_the_program_and_all_it_started(
    home: Path, nowhere: dict[str, str], streaming: bool
) -> None:
    with Terminal(home=home, environment=nowhere) as terminal:
        terminal.wait_for(NOBODY)
        if streaming:
            begin_a_long_reply(terminal)
        started = descendants(terminal.process.pid)
        assert started
        terminal.hang_up()
        terminal.process.wait(9)
    wait_until_gone(started)


def test_escape_stops_a_reply_at_once_and_keeps_its_text(
    home: Path, nowhere: dict[str, str]
) -> None:
    with Terminal(home=home, environment=nowhere) as terminal:
        terminal.wait_for(NOBODY)
        begin_a_long_reply(terminal)
        terminal.send(ESCAPE)
        terminal.wait_for("■ stopped")
        terminal.send(control("q"))
        terminal.wait_for_exit()
