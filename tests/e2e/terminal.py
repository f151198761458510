"""The real program in a real pseudo-terminal, seen through a screen emulator."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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

WANTED = (7, 25)
"""The terminal's modes without a program: line wrap and the cursor."""

UNWANTED = (47, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 1047, 1049, 2004, 2026, 2048)
"""Those that a program may ask for: screen, mouse, focus, paste, frames and size reports."""

STACKS = (
    ("keyboard", rb"\x1b\[>[0-9]+u", rb"\x1b\[<u"),
    ("title", rb"\x1b\[22;2t", rb"\x1b\[23;2t"),
)
"""What a program puts on a stack of the terminal, and how it takes that off again."""


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
        program: what Python runs.
    """

    def __init__(
        self,
        *arguments: str,
        home: Path,
        columns: int = 100,
        rows: int = 30,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        program: Sequence[str] = ("-m", "copilot_tui"),
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.process, self._controller = start(
            [sys.executable, *program, *arguments],
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

    def take_over(self) -> None:
        """Give the terminal its usual attributes, as the shell of a stopped program does."""
        device = os.open(f"/proc/{self.process.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
        termios.tcsetattr(device, termios.TCSANOW, fresh_attributes())
        os.close(device)

    @contextmanager
    def left_as_it_was(self) -> Iterator[None]:
        """See that the terminal is left as it was found, in its modes and in what it was sent.

        Raises:
            AssertionError: it was not; the message says in what.
        """
        # The kernel forgets the attributes when nobody has the terminal open any more.
        device = os.open(f"/proc/{self.process.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
        try:
            yield
            assert termios.tcgetattr(device) == fresh_attributes()
        finally:
            os.close(device)
        assert left_on(bytes(self.raw)) == []
        assert b"Traceback" not in self.raw

    @property
    def text(self) -> str:
        """All lines of the screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(
        self, wanted: str | Callable[[str], bool], *, seconds: float = 30.0, what: str = ""
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


def fresh_attributes() -> list[int | list[bytes | int]]:
    """Those of a terminal that no program has changed."""
    controller, device = os.openpty()
    try:
        return termios.tcgetattr(device)
    finally:
        os.close(controller)
        os.close(device)


def left_on(sent: bytes) -> list[str]:
    """What a program has asked a terminal for and not taken back, by all that it has sent."""
    modes: dict[int, bool] = {}
    for numbers, letter in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", sent):
        modes.update(dict.fromkeys(map(int, numbers.split(b";")), letter == b"h"))
    wrong = [f"mode {mode}" for mode in UNWANTED if modes.get(mode, False)]
    wrong += [f"no mode {mode}" for mode in WANTED if not modes.get(mode, True)]
    # A sequence that was thrown away unread, or taken back twice, does no harm.
    for what, begun, ended in STACKS:
        if len(re.findall(begun, sent)) > len(re.findall(ended, sent)):
            wrong.append(what)
    return wrong


def is_running(process: int) -> bool:
    """Whether a process exists and is more than a zombie."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
