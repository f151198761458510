"""The guard, as a real process with real children."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.servers.guard import NOT_FOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.servers.processes import Watched

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches processes by pidfd")

WAIT = "import signal; print('up', flush=True); signal.pause()"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WAIT}"
WITH_CHILD = (
    "import subprocess, sys, signal;"
    "child = subprocess.Popen([sys.executable, '-c', sys.argv[1]], stdout=subprocess.PIPE);"
    "child.stdout.readline(); print(child.pid, flush=True); signal.pause()"
)


class Guard:
    """A guard, the pipe that keeps it alive, and what its command prints."""

    def __init__(self, folder: Path, command: list[str]) -> None:
        # The log is a pipe, so that reading it waits for the command to print.
        log = folder / "log"
        os.mkfifo(log)
        self._output = os.open(log, os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(self._output, True)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "copilot_tui.servers.guard", str(log), "--", *command],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def output(self) -> str:
        """The next line that the command prints."""
        line = b""
        while not line.endswith(b"\n"):
            line += os.read(self._output, 1) or self._wait_for_writer()
        return line.decode().strip()

    def _wait_for_writer(self) -> bytes:
        assert self.process.poll() is None, "the guard ended without a word"
        return b""

    def let_go(self) -> None:
        """What the system does when the app ends, in whatever way."""
        assert self.process.stdin is not None
        self.process.stdin.close()

    def close(self) -> None:
        self.let_go()
        self.process.kill()
        self.process.wait()
        os.close(self._output)


@pytest.fixture
def guard(tmp_path: Path) -> Iterator[Callable[..., Guard]]:
    guards: list[Guard] = []

    def start(*command: str) -> Guard:
        guards.append(Guard(tmp_path, list(command)))
        return guards[-1]

    yield start
    for each in guards:
        each.close()


def running(guard: Guard) -> int:
    """The pid of the guarded command, once it runs."""
    children = Path(f"/proc/{guard.process.pid}/task/{guard.process.pid}/children")
    return int(children.read_text().split()[0])


def test_the_command_ends_with_the_pipe(
    guard: Callable[..., Guard], watch: Callable[[int], Watched]
) -> None:
    started = guard(sys.executable, "-c", WAIT)
    assert started.output() == "up"
    command = watch(running(started))
    started.let_go()
    assert started.process.wait(10) == 128 + signal.SIGTERM
    assert command.ends()


def test_what_the_command_started_ends_too(
    guard: Callable[..., Guard], watch: Callable[[int], Watched]
) -> None:
    started = guard(sys.executable, "-c", WITH_CHILD, STUBBORN)
    grandchild = watch(int(started.output()))
    started.let_go()
    assert grandchild.ends()


def test_a_killed_guard_takes_the_command_along(
    guard: Callable[..., Guard], watch: Callable[[int], Watched]
) -> None:
    started = guard(sys.executable, "-c", WAIT)
    assert started.output() == "up"
    command = watch(running(started))
    started.process.kill()
    assert command.ends()


@pytest.mark.slow
def test_a_command_that_will_not_end_is_killed_after_the_grace(
    guard: Callable[..., Guard], watch: Callable[[int], Watched]
) -> None:
    started = guard(sys.executable, "-c", STUBBORN)
    assert started.output() == "up"
    command = watch(running(started))
    started.let_go()
    assert started.process.wait(10) == 128 + signal.SIGKILL
    assert command.ends()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_the_guard_ends_the_command(
    guard: Callable[..., Guard], watch: Callable[[int], Watched], number: signal.Signals
) -> None:
    started = guard(sys.executable, "-c", WAIT)
    assert started.output() == "up"
    command = watch(running(started))
    started.process.send_signal(number)
    assert started.process.wait(10) == 128 + signal.SIGTERM
    assert command.ends()


def test_the_exit_code_of_the_command_is_handed_on(guard: Callable[..., Guard]) -> None:
    started = guard(sys.executable, "-c", "raise SystemExit(7)")
    assert started.process.wait(10) == 7


def test_the_command_reads_nothing(guard: Callable[..., Guard]) -> None:
    started = guard(sys.executable, "-c", f"import sys; print(len(sys.stdin.read())); {WAIT}")
    assert started.output() == "0"


def test_a_program_that_is_not_there_is_named_in_the_log(guard: Callable[..., Guard]) -> None:
    started = guard("/no/such/program")
    assert started.output() == "/no/such/program: No such file or directory"
    assert started.process.wait(10) == NOT_FOUND


def test_the_guard_imports_nothing_of_the_app() -> None:
    code = (
        "import sys, copilot_tui.servers.guard;"
        "print([name for name in sys.modules if name.startswith('copilot_tui.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['copilot_tui.servers', 'copilot_tui.servers.guard']"
