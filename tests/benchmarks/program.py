"""A program in a pseudo-terminal whose output is timed as it comes."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.pseudo_terminal import set_size, start

COLUMNS, ROWS = 120, 40
QUIET_SECONDS = 0.4
"""Less than the half second after which the cursor of Textual's `Input` blinks: an app with one
would be waited for in vain."""

ENTER, ESCAPE = "\r", "\x1b"
PAGE_UP, PAGE_DOWN = "\x1b[5~", "\x1b[6~"

_READ_BYTES = 1 << 16
_ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[16t": b"\x1b[6;20;10t",
}
"""What a present-day terminal says when it is asked for synchronized output, its kind and
the size of a cell in pixels."""

_CLOCK_OF_PROCESS = 2
"""The part of a clock's id that means all CPU time of a process (Linux's `CPUCLOCK_SCHED`)."""


class NothingSeen(Exception):
    """What was waited for did not come."""


class Program:
    """Starts a program in a terminal of 120x40, and reads what it draws without emulating it.

    Emulating a terminal costs more than most programs do; a picture is made only when
    `screen` is asked for one.

    Args:
        command: what to run.
        home: its home folder.
        environment: further variables.
        columns: width of the terminal.
        rows: height of the terminal.

    Attributes:
        output: all bytes it has written.
        started: `time.perf_counter` just before it was executed.
        process: the running program.
    """

    def __init__(
        self,
        *command: str,
        home: Path,
        environment: Mapping[str, str] | None = None,
        columns: int = COLUMNS,
        rows: int = ROWS,
    ) -> None:
        self.output = bytearray()
        self._size = columns, rows
        self._asked = 0
        self.started = time.perf_counter()
        self.process, self._controller = start(
            command, home=home, columns=columns, rows=rows, environment=environment or {}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        os.close(self._controller)

    def send(self, keys: str) -> float:
        """Type, and tell when that was."""
        now = time.perf_counter()
        os.write(self._controller, keys.encode())
        return now

    def resize(self, columns: int, rows: int) -> float:
        """Give the terminal another size, and tell when that was."""
        self._size = columns, rows
        now = time.perf_counter()
        set_size(self._controller, columns, rows)
        self.process.send_signal(signal.SIGWINCH)
        return now

    def wait_for(self, wanted: str, *, after: int = 0, seconds: float = 60.0) -> float:
        """Read until something has been written, and tell when its last byte came.

        Args:
            wanted: as it stands in the output, within one stretch of one style.
            after: what was written before this many bytes does not count.
            seconds: how long to wait.

        Raises:
            NothingSeen: it did not come in time, or the program ended.
        """
        needle = wanted.encode()
        deadline = time.perf_counter() + seconds
        start = after
        while True:
            if self.output.find(needle, start) >= 0:
                return time.perf_counter()
            start = max(after, len(self.output) - len(needle))
            left = deadline - time.perf_counter()
            if left <= 0 or (not self.read(min(left, 0.5)) and self.process.poll() is not None):
                raise NothingSeen(f"no {wanted!r} on this screen:\n{self.screen()}")

    def read_for(self, seconds: float) -> None:
        """Take in what it draws for so long."""
        deadline = time.perf_counter() + seconds
        while (left := deadline - time.perf_counter()) > 0:
            self.read(left)

    def read_until_quiet(self, quiet: float = QUIET_SECONDS, *, seconds: float = 120.0) -> float:
        """Read until nothing has come for so long; tells when the last bytes came.

        Raises:
            NothingSeen: it has not become quiet.
        """
        last = time.perf_counter()
        deadline = last + seconds
        while self.read(quiet):
            last = time.perf_counter()
            if last > deadline:
                raise NothingSeen(f"not quiet after {seconds} s")
        return last

    def read(self, seconds: float) -> bool:
        """Take in what it draws within this time. False when nothing came."""
        if not select.select([self._controller], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._controller, _READ_BYTES)
        except OSError:  # Linux reports the end of a pseudo-terminal as EIO.
            return False
        self.output += data
        self._answer()
        return True

    def screen(self) -> str:
        """What is to be seen now."""
        columns, rows = self._size
        screen = pyte.Screen(columns, rows)
        pyte.ByteStream(screen).feed(bytes(self.output))
        return "\n".join(line.rstrip() for line in screen.display)

    def cpu_seconds(self) -> float:
        """CPU time it has taken so far, to the nanosecond, of all threads, ended ones too."""
        return time.clock_gettime(~self.process.pid << 3 | _CLOCK_OF_PROCESS)

    def memory_megabytes(self) -> float:
        """Resident memory."""
        return _kilobytes(self.process.pid, "VmRSS") / 1024

    def peak_megabytes(self) -> float:
        """The most resident memory it has had."""
        return _kilobytes(self.process.pid, "VmHWM") / 1024

    def _answer(self) -> None:
        for question, answer in _ANSWERS.items():
            if self.output.find(question, self._asked) >= 0:
                os.write(self._controller, answer)
        self._asked = max(0, len(self.output) - max(map(len, _ANSWERS)) + 1)


def chat(url: str, home: Path, environment: Mapping[str, str] | None = None) -> Program:
    """Start copilot-tui on a server."""
    command = (sys.executable, "-m", "copilot_tui", "--url", url)
    return Program(*command, home=home, environment=environment)


def floor(name: str, home: Path, *arguments: str) -> Program:
    """Start one of the floors."""
    return Program(sys.executable, "-m", f"tests.benchmarks.floors.{name}", *arguments, home=home)


def _kilobytes(process: int, field: str) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return float(value.split()[0])
    raise NothingSeen(f"the program has no {field}: it has ended")
