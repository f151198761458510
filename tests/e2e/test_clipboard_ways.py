"""What is copied arrives: in tmux, in the desktop's clipboard, in the terminal over SSH."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from tests.e2e.chatting import chatting, copied, quit_and_wait
from tests.e2e.terminal import ENTER, TAB, Terminal
from tests.terminal.programs import Programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

REPLY = "Hello from the fake server."
NO_CLIPBOARD = {"TERM": "linux", "COLORTERM": "truecolor"}


def copy_reply(terminal: Terminal) -> None:
    """Get a reply and copy it."""
    terminal.send("Hello?", ENTER)
    terminal.wait_for(REPLY)
    terminal.send(TAB)
    terminal.wait_for("y copy")
    terminal.send("y")
    terminal.wait_for("Copied")


def test_a_program_of_the_desktop_gets_it(server: FakeServer, home: Path, tmp_path: Path) -> None:
    programs = Programs(tmp_path / "programs")
    programs.add("xclip")
    environment = {"PATH": programs.path, "DISPLAY": ":7"}
    with chatting(server, home, environment=environment) as terminal:
        copy_reply(terminal)
        terminal.wait_for("with xclip")
        assert programs.got("xclip") == REPLY.encode()
        assert b"\x1b]52" not in terminal.raw
        quit_and_wait(terminal)


def test_over_ssh_the_terminal_gets_it(server: FakeServer, home: Path, tmp_path: Path) -> None:
    programs = Programs(tmp_path / "programs")
    programs.add("xclip")
    environment = {
        "PATH": programs.path,
        "DISPLAY": ":7",
        "SSH_CONNECTION": "192.0.2.1 5000 192.0.2.2 22",
        "SSH_TTY": "/dev/pts/7",
    }
    with chatting(server, home, environment=environment) as terminal:
        copy_reply(terminal)
        terminal.wait_for("OSC 52")
        encoded = base64.b64encode(REPLY.encode())
        assert b"\x1b]52;c;" + encoded + b"\a" in terminal.raw
        assert programs.got("xclip") is None
        quit_and_wait(terminal)


def test_where_there_is_no_clipboard_a_file_gets_it_and_is_named(
    server: FakeServer, home: Path
) -> None:
    with chatting(server, home, size=(120, 40), environment=NO_CLIPBOARD) as terminal:
        copy_reply(terminal)
        terminal.wait_for("copied-")
        assert copied(home) == REPLY
        quit_and_wait(terminal)


class Tmux:
    """A tmux server of its own with the program in a pane, and nobody attached.

    Args:
        server: that answers.
        home: of the user.
        socket: of tmux; a short path, for sockets take no long one.
    """

    def __init__(self, server: FakeServer, home: Path, socket: Path) -> None:
        self._command = ["tmux", "-f", "/dev/null", "-S", str(socket)]
        self._environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
        }
        program = [sys.executable, "-m", "copilot_tui", "--url", server.url]
        self.run("new-session", "-d", "-x", "80", "-y", "24", *program)

    def run(self, *arguments: str) -> str:
        """What tmux prints at a command."""
        return subprocess.run(
            [*self._command, *arguments],
            check=True,
            capture_output=True,
            text=True,
            env=self._environ,
        ).stdout

    def wait_for(self, wanted: str) -> None:
        """Look at the pane until this stands in it, for 15 seconds at most."""
        waiting = threading.Event()
        for _ in range(150):
            if wanted in (screen := self.run("capture-pane", "-p")):
                return
            waiting.wait(0.1)
        raise AssertionError(f"no {wanted!r} on this screen:\n{screen}")


@pytest.fixture
def start_in_tmux(
    server: FakeServer, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Tmux]]:
    """Start the program in a pane of a tmux that ends with the test."""
    started: list[Tmux] = []

    def start() -> Tmux:
        started.append(Tmux(server, home, tmp_path_factory.mktemp("t") / "s"))
        return started[-1]

    yield start
    for tmux in started:
        tmux.run("kill-server")


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_in_tmux_its_buffer_gets_it(start_in_tmux: Callable[[], Tmux]) -> None:
    tmux = start_in_tmux()
    tmux.wait_for("● g4f")
    tmux.run("send-keys", "Hello?", "Enter")
    tmux.wait_for(REPLY)
    tmux.run("send-keys", "Tab")
    tmux.wait_for("y copy")
    tmux.run("send-keys", "y")
    tmux.wait_for("tmux's buffer")
    assert tmux.run("show-buffer") == REPLY
