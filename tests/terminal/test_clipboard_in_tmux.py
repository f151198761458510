"""Copying in a pane of a real tmux, seen from the terminal around it."""

from __future__ import annotations

import base64
import os
import pty
import select
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.terminal.clipboard import Clipboard, CopyMethod
from copilot_tui.terminal.multiplexer import pass_through

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.terminal.programs import Programs

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

TEXT = "Grüße\nfrom a pane\n"
IN_OSC_52 = base64.b64encode(TEXT.encode())
SESSION = "copying"
SECONDS = 20.0


class Tmux:
    """A tmux server of its own, with one client in a pseudo-terminal.

    Args:
        folder: for its socket; a short path, for sockets take no long one.
        programs: the `PATH`, with tmux in it.
        term: what the terminal around it calls itself.
    """

    def __init__(self, folder: Path, programs: Programs, term: str) -> None:
        self._socket = folder / "tmux"
        self._programs = programs
        self._environ = {"PATH": programs.path, "TERM": term, "LC_ALL": "C.UTF-8"}
        self.run("new-session", "-d", "-s", SESSION, "-x", "80", "-y", "24", "/bin/cat")
        self._terminal, end = pty.openpty()
        self._client = subprocess.Popen(
            [*self._command, "attach-session"],
            stdin=end,
            stdout=end,
            stderr=end,
            env=self._environ,
            start_new_session=True,
        )
        os.close(end)
        self.wait_for_output(SESSION.encode())

    @property
    def _command(self) -> list[str]:
        tmux = self._programs.folder / "tmux"
        return [str(tmux), "-f", "/dev/null", "-S", str(self._socket)]

    def run(self, *arguments: str) -> str:
        """What tmux prints at a command."""
        return subprocess.run(
            [*self._command, *arguments],
            check=True,
            capture_output=True,
            text=True,
            env=self._environ,
        ).stdout

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a program in the pane."""
        pane = self.run("display-message", "-p", "#{pid},0 #{pane_id}").split()
        return {
            "PATH": self._programs.path,
            "TERM": "screen-256color",
            "TMUX": f"{self._socket},{pane[0]}",
            "TMUX_PANE": pane[1],
        }

    def write(self, sequence: str) -> None:
        """Write to the pane, as the program in it does."""
        Path(self.run("display-message", "-p", "#{pane_tty}").strip()).write_text(sequence)

    def wait_for_output(self, wanted: bytes) -> None:
        """Read what the terminal around tmux gets until this comes."""
        output = b""
        deadline = time.monotonic() + SECONDS
        while wanted not in output:
            assert time.monotonic() < deadline, f"no {wanted!r} in {output!r}"
            if select.select([self._terminal], [], [], 0.1)[0]:
                output += os.read(self._terminal, 65_536)

    def close(self) -> None:
        self.run("kill-server")
        self._client.wait(SECONDS)
        os.close(self._terminal)


@pytest.fixture
def start(
    tmp_path_factory: pytest.TempPathFactory, programs: Programs
) -> Iterator[Callable[..., Tmux]]:
    servers: list[Tmux] = []
    assert programs.link("tmux")

    def start(term: str = "xterm-256color") -> Tmux:
        servers.append(Tmux(tmp_path_factory.mktemp("t"), programs, term))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def clipboard(environ: dict[str, str], written: list[str], folder: Path) -> Clipboard:
    return Clipboard(
        environ, write_terminal=written.append, folder=folder, platform="linux", time_limit=10.0
    )


@pytest.mark.parametrize("set_clipboard", ["on", "external", "off"])
async def test_the_text_reaches_tmux_and_the_terminal_around_it_however_tmux_is_set(
    start: Callable[..., Tmux], tmp_path: Path, set_clipboard: str
) -> None:
    tmux = start()
    tmux.run("set-option", "-g", "set-clipboard", set_clipboard)
    written: list[str] = []

    copied = await clipboard(tmux.environ, written, tmp_path).copy(TEXT)

    assert (copied.method, copied.words) == (CopyMethod.TMUX, "with tmux")
    assert tmux.run("show-buffer") == TEXT
    assert written == []
    tmux.wait_for_output(IN_OSC_52)


async def test_what_stays_in_tmux_is_said_to_be_there(
    start: Callable[..., Tmux], tmp_path: Path
) -> None:
    tmux = start("vt100")

    copied = await clipboard(tmux.environ, [], tmp_path).copy(TEXT)

    assert copied.words.startswith("to tmux's buffer")
    assert tmux.run("show-buffer") == TEXT


async def test_who_attached_over_ssh_gets_nothing_copied_at_the_far_desk(
    start: Callable[..., Tmux], tmp_path: Path, programs: Programs
) -> None:
    programs.add("xclip")
    tmux = start()
    tmux.run("set-environment", "SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    tmux.run("set-environment", "DISPLAY", ":0")

    copied = await clipboard(tmux.environ | {"DISPLAY": ":0"}, [], tmp_path).copy(TEXT)

    assert copied.method is CopyMethod.TMUX
    assert programs.got("xclip") is None


async def test_who_came_back_to_the_desk_gets_its_clipboard_again(
    start: Callable[..., Tmux], tmp_path: Path, programs: Programs
) -> None:
    programs.add("xclip")
    tmux = start()
    tmux.run("set-environment", "-r", "SSH_CONNECTION")
    tmux.run("set-environment", "DISPLAY", ":0")
    opened_over_ssh = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22", "SSH_TTY": "/dev/pts/9"}

    copied = await clipboard(tmux.environ | opened_over_ssh, [], tmp_path).copy(TEXT)

    assert copied.words == "with xclip"
    assert programs.got("xclip") == TEXT.encode()


def test_a_wrapped_sequence_passes_where_tmux_is_set_to_hand_it_on(
    start: Callable[..., Tmux],
) -> None:
    tmux = start()
    tmux.run("set-option", "-g", "allow-passthrough", "on")

    tmux.write(pass_through("\x1b]9;Grüße\a", tmux.environ))

    tmux.wait_for_output("\x1b]9;Grüße\a".encode())
