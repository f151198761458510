"""Showing, key by key, what the terminal sends."""

from __future__ import annotations

import codecs
import os
import select
import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, NoReturn, Protocol, TextIO

from copilot_tui.terminal.attributes import keeping_attributes, set_raw_input
from copilot_tui.text import elide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import FrameType

END_KEY = "ctrl+c"
"""Pressed twice in a row, it ends the listening; every other key can be tried."""

HEADING = f"Press keys to see what the terminal sends; {END_KEY} twice ends this."

_READ_BYTES = 4096
_LONGEST_SHOWN = 40
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class KeyPress:
    """What the terminal sent at once.

    Attributes:
        sent: the characters; a byte that is not UTF-8 is a lone surrogate.
        name: what a key map calls it; empty when nothing does.
        is_modifier: whether it is a key such as shift, alone.
    """

    sent: str
    name: str
    is_modifier: bool = False


class KeyReader(Protocol):
    """Finds the keys in what the terminal sends."""

    @property
    def request(self) -> str:
        """The sequence by which the app asks for more than plain keys."""

    @property
    def release(self) -> str:
        """The sequence that takes `request` back."""

    @property
    def pause_seconds(self) -> float:
        """How long to wait for the rest of a sequence."""

    @property
    def is_waiting(self) -> bool:
        """Whether what has come is not yet a key."""

    def feed(self, text: str) -> Iterable[KeyPress]:
        """The keys that `text` completes."""

    def pause(self) -> Iterable[KeyPress]:
        """The keys in what has come, when nothing followed for `pause_seconds`."""


def show_keys(
    terminal: int, output: TextIO, reader: KeyReader, meanings: Callable[[str], Sequence[str]]
) -> int:
    """Print a line for every key until `END_KEY` comes twice or the terminal is gone.

    Args:
        terminal: descriptor of the terminal that is read.
        output: where the lines go; it need not be the terminal.
        reader: see `KeyReader`.
        meanings: what the app does at a key of this name, in one part of it or another.

    Returns:
        The exit status: 0, or 128 and the number of the signal that ended it.
    """
    try:
        with _ended_by_signals(), _listening(terminal, reader):
            head = _lines("sent", "key", ("in the app",))
            print(f"{HEADING}\n\n{head}", file=output, flush=True)
            for press in _until_end(_key_presses(terminal, reader)):
                lines = _lines(visible(press.sent), press.name or "-", meanings(press.name))
                print(lines, file=output, flush=True)
    except _Signalled as end:
        return 128 + end.number
    except BrokenPipeError:
        # Python would write the rest once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())
    return 0


def visible(sent: str) -> str:
    r"""What was sent, as one writes it in a program: `\x1b[A` for the key up."""
    shown = "".join(
        character if character.isprintable() and character != "\\" else _escaped(character)
        for character in sent
    )
    return elide(shown, _LONGEST_SHOWN)


def _escaped(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode()


def _lines(sent: str, name: str, meanings: Sequence[str]) -> str:
    """Three columns that leave room for a meaning in 80."""
    rows = zip_longest([f"{sent:<12}  {name:<16}"], meanings, fillvalue="")
    return "\n".join(f"{key:<30}  {meaning}".rstrip() for key, meaning in rows)


@contextmanager
def _listening(terminal: int, reader: KeyReader) -> Iterator[None]:
    with keeping_attributes(terminal):
        try:
            set_raw_input(terminal)
            _send(terminal, reader.request)
            yield
        finally:
            _send(terminal, reader.release)


def _send(terminal: int, sequence: str) -> None:
    # The terminal may be gone, or its input open for reading only.
    with suppress(OSError):
        os.write(terminal, sequence.encode())


def _key_presses(terminal: int, reader: KeyReader) -> Iterator[KeyPress]:
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    while True:
        seconds = reader.pause_seconds if reader.is_waiting else None
        if not select.select([terminal], [], [], seconds)[0]:
            yield from reader.pause()
            continue
        try:
            received = os.read(terminal, _READ_BYTES)
        except OSError:  # Linux reports a terminal that is gone as EIO.
            return
        if not received:
            return
        yield from reader.feed(decoder.decode(received))


def _until_end(presses: Iterable[KeyPress]) -> Iterator[KeyPress]:
    """All key presses up to the second of two `END_KEY` in a row."""
    ending = False
    for press in presses:
        yield press
        if press.is_modifier:
            continue
        if ending and press.name == END_KEY:
            return
        ending = press.name == END_KEY


class _Signalled(BaseException):
    """A signal came; it must not be taken for an error on its way."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Turn the signals that end a program into an exception, so that all is put back."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        raise _Signalled(number)

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
