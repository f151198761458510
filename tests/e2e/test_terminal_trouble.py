"""A terminal that is resized, stopped, closed or stands still while a reply streams."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from tests.e2e.chatting import EMPTY_PROMPT, chatting, quit_and_wait
from tests.e2e.dripping import Drip, begin, kept_reply, unread_until, wait_until_stopped
from tests.e2e.job_shell import CONTINUE_FIRST, KILL_FIRST
from tests.e2e.terminal import ESCAPE, Terminal, control

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

SIZES = [(1, 1), (2, 1), (200, 60), (80, 24), (1, 40), (120, 3), (33, 9), (80, 24)]
WHILE_STANDING = 600
"""Words that come while nobody reads the terminal: more than there is room for in it."""

MOST_BEHIND = 40_000
"""Bytes of frames under way to a terminal that stood still: what the kernel holds, and two."""

ENDED = (Status.INTERRUPTED, Status.STOPPED)


def threads(terminal: Terminal) -> list[Path]:
    """All threads of the program."""
    return list(Path(f"/proc/{terminal.process.pid}/task").iterdir())


def assert_kept(home: Path, words: int) -> None:
    """See that the reply has ended and that all of its words are in the store."""
    status, text = kept_reply(home)
    assert status in ENDED
    assert f"word{words - 1} " in text


def test_three_hundred_sizes_while_a_reply_streams(server: FakeServer, home: Path) -> None:
    with chatting(server, home) as terminal, terminal.left_as_it_was():
        drip = begin(terminal, server)
        for size in SIZES * 38:
            terminal.resize(*size)
            drip.fall()
            terminal.read(0)
        terminal.wait_for(f"word{drip.words - 1}")
        terminal.send("typed after it")
        terminal.wait_for("│ typed after it")
        quit_and_wait(terminal)
    assert_kept(home, drip.words)


@pytest.mark.parametrize("name", ["SIGHUP", "SIGTERM", "SIGINT", "SIGQUIT"])
def test_a_signal_ends_it_with_the_reply_kept(
    server: FakeServer, home: Path, tmp_path: Path, name: str
) -> None:
    log = tmp_path / "run.log"
    environment = {"COPILOT_TUI_LOG": str(log)}
    with (
        chatting(server, home, environment=environment) as terminal,
        terminal.left_as_it_was(),
    ):
        drip = begin(terminal, server)
        drip.fall(50)
        terminal.wait_for("word49")
        number = getattr(signal, name)
        terminal.process.send_signal(number)
        assert terminal.wait_for_exit() == -number
    assert log.read_text().endswith(f" quit status={128 + number}\n")
    assert_kept(home, drip.words)


@pytest.mark.parametrize("how", ["SIGTSTP", "SIGSTOP"])
def test_it_is_stopped_and_goes_on_many_times(server: FakeServer, home: Path, how: str) -> None:
    with chatting(server, home) as terminal, terminal.left_as_it_was():
        drip = begin(terminal, server)
        for number in range(4):
            drip.fall(10)
            terminal.process.send_signal(getattr(signal, how))
            wait_until_stopped(terminal)
            if how == "SIGSTOP":
                terminal.take_over()
            terminal.screen.reset()
            terminal.process.send_signal(signal.SIGCONT)
            terminal.wait_for(f"word{drip.words - 1}")
            terminal.wait_for(lambda text: "Conversations" in text and " ● g4f" in text)
            terminal.send(f"{number}")
            terminal.wait_for("│ " + "".join(map(str, range(number + 1))))
        assert len(threads(terminal)) < 20
        quit_and_wait(terminal)
    assert_kept(home, drip.words)


@pytest.mark.parametrize("order", [KILL_FIRST, CONTINUE_FIRST])
def test_a_stopped_job_that_a_shell_kills_ends(server: FakeServer, home: Path, order: str) -> None:
    program = ("-m", "tests.e2e.job_shell", order)
    with chatting(server, home, program=program) as terminal, terminal.left_as_it_was():
        drip = begin(terminal, server)
        drip.fall(10)
        terminal.wait_for("word9")
        shell = terminal.process.pid
        job = int(Path(f"/proc/{shell}/task/{shell}/children").read_text())
        os.kill(job, signal.SIGTSTP)
        assert terminal.wait_for_exit() == 128 + signal.SIGTERM
        assert b"\x1b[?1049h" not in terminal.raw.partition(b"It has stopped.")[2]
    assert_kept(home, drip.words)


def test_a_closed_terminal_ends_it_with_the_reply_kept(server: FakeServer, home: Path) -> None:
    with chatting(server, home) as terminal:
        drip = begin(terminal, server)
        drip.fall(50)
        terminal.wait_for("word49")
        terminal.hang_up()
        assert terminal.process.wait(20) == -signal.SIGHUP
    assert_kept(home, 50)


def stand_still(server: FakeServer, terminal: Terminal, home: Path) -> Drip:
    """Begin a reply, and read nothing of the terminal until much of it is in the journal."""
    drip = begin(terminal, server)

    def is_kept() -> bool:
        drip.fall(20)
        return f"word{WHILE_STANDING} " in kept_reply(home)[1]

    unread_until(is_kept, "text in the journal")
    return drip


def test_a_terminal_that_stands_still_holds_up_nothing(server: FakeServer, home: Path) -> None:
    with chatting(server, home) as terminal, terminal.left_as_it_was():
        stand_still(server, terminal, home)
        terminal.send(ESCAPE)
        unread_until(lambda: kept_reply(home)[0] is Status.STOPPED, "stopped reply")

        read_before = len(terminal.raw)
        terminal.wait_for("stopped")
        assert len(terminal.raw) - read_before < MOST_BEHIND
        terminal.send("typed after it")
        terminal.wait_for("│ typed after it")
        while terminal.read(0.3):
            pass
        shown = terminal.text
        terminal.screen.reset()
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_for(lambda text: text == shown, what=f"the same screen again:\n{shown}")

        terminal.send(control("u"))
        terminal.wait_for(EMPTY_PROMPT)
        stand_still(server, terminal, home)
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.process.wait(20) == -signal.SIGTERM
        while terminal.read(0.1):
            pass
    assert_kept(home, WHILE_STANDING)


def test_a_signal_while_it_starts_ends_it(server: FakeServer, home: Path) -> None:
    program = ("-m", "tests.e2e.planted", "early")
    with (
        Terminal("--url", server.url, home=home, program=program) as terminal,
        terminal.left_as_it_was(),
    ):
        assert terminal.wait_for_exit(8) == -signal.SIGTERM


def test_ctrl_c_while_it_starts_ends_it_without_a_word(server: FakeServer, home: Path) -> None:
    code = (
        "import signal, sys; from copilot_tui import cli; "
        "cli.chat = lambda _: signal.raise_signal(signal.SIGINT); sys.exit(cli.main())"
    )
    with Terminal(home=home, program=("-c", code)) as terminal:
        assert terminal.wait_for_exit() == 130
        assert terminal.raw == b""
