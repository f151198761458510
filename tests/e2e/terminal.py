"""The real program in a real pseudo-terminal, seen through a screen emulator."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.pseudo_terminal import set_size, start

ENTER = "\r"
ESCAPE = "\x1b"
TAB = "\t"
BACKSPACE = "\x7f"
UP, DOWN = "\x1b[A", "\x1b[B"
PAGE_UP, PAGE_DOWN = "\x1b[5~", "\x1b[6~"
F1, F2 = "\x1bOP", "\x1bOQ"
_READ_BYTES = 65_536


def control(letter: str) -> str:
    """What the terminal sends for ctrl and a letter."""
    return chr(ord(letter.lower()) & 0x1F)


class Terminal:
    """Starts a program in a pseudo-terminal and reads what it draws.

    Args:
        arguments: the command; `copilot-tui` of this interpreter by default.
        home: an own home folder, so that nothing of the developer's is touched.
        columns: width in cells.
        rows: height in cells.
        environment: further variables.
        folder: where it is started; that of the tests by default.
    """

    def __init__(
        self,
        *arguments: str,
        home: Path,
        columns: int = 100,
        rows: int = 30,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.process, self._controller = start(
            [sys.executable, "-m", "copilot_tui", *arguments],
            home=home,
            columns=columns,
            rows=rows,
            environment={"PYTHONDONTWRITEBYTECODE": "1", **(environment or {})},
            folder=folder,
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
        self.hang_up()

    def send(self, *keys: str) -> None:
        """Type, as the terminal would send it."""
        for key in keys:
            self.send_bytes(key.encode())

    def send_bytes(self, data: bytes) -> None:
        """Send what may be no text."""
        os.write(self._controller, data)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self.screen.resize(rows, columns)
        set_size(self._controller, columns, rows)
        self.process.send_signal(signal.SIGWINCH)

    def hang_up(self) -> None:
        """Close the terminal, as when its window is closed."""
        if self._controller >= 0:
            os.close(self._controller)
            self._controller = -1

    @property
    def text(self) -> str:
        """All lines of the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(
        self, wanted: str | Callable[[str], bool], *, seconds: float = 15.0, what: str = ""
    ) -> str:
        """Read until the screen holds `wanted`, or satisfies it.

        Returns:
            The screen's text.

        Raises:
            AssertionError: it did not come in time; the message shows the screen.
        """
        reached = (lambda text: wanted in text) if isinstance(wanted, str) else wanted
        deadline = time.monotonic() + seconds
        while not reached(self.text):
            left = deadline - time.monotonic()
            if left <= 0 or not self.read(min(left, 1.0)):
                if left > 0 and self.process.poll() is None:
                    continue
                raise AssertionError(f"no {what or wanted!r} on this screen:\n{self.text}")
        return self.text

    def read(self, seconds: float) -> bool:
        """Take in what the program draws within this time. False when nothing came."""
        if self._controller < 0:
            return False
        ready, _, _ = select.select([self._controller], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._controller, _READ_BYTES)
        except OSError:  # Linux reports the end of a pseudo-terminal as EIO.
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    def wait_for_exit(self, seconds: float = 20.0) -> int:
        """Read until the program ends, and return its exit status."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"still running with this screen:\n{self.text}")
            self.read(0.05)
        while self.read(0.0):
            pass
        return self.process.returncode


def is_running(process: int) -> bool:
    """Whether a process exists and is more than a zombie."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
