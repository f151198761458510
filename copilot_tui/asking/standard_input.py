"""What comes in by a pipe, for the question."""

from __future__ import annotations

import errno
import os
import select
import stat
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from copilot_tui.errors import ConfigError, FileRefused
from copilot_tui.files.file_size import file_size

if TYPE_CHECKING:
    from copilot_tui.asking.deadline import Deadline
    from copilot_tui.files.text_file import TextFile
    from copilot_tui.plain.interrupts import Interrupts

MOST_BYTES: Final = 20_000_000
"""More is refused: it is most likely a mistake, such as a device that never ends."""

PATIENCE: Final = 2.0
"""Seconds of silence after which it is said what is waited for."""

NAME: Final = "standard input"

_PIECE = 1 << 16
_NOT_ASKED = "Nothing was asked."


def read_input(
    descriptor: int, *, interrupts: Interrupts, deadline: Deadline, tell: Callable[[], None]
) -> bytes:
    """Read a pipe or a file to its end.

    One that was inherited and that nobody closes has no end, such as under ssh or cron, so
    that it is told when nothing has come for a while.

    Args:
        descriptor: of standard input.
        interrupts: let in while it waits.
        deadline: of the whole run.
        tell: called once, when nothing comes.

    Returns:
        All of it; empty when it cannot be read because it was opened for writing only, as
        `nohup` does.

    Raises:
        ConfigError: it cannot be read.
        FileRefused: it is too long.
        TimedOut: the time is over.
        KeyboardInterrupt: ctrl+c was pressed.
        Terminated: the program is to end.
    """
    pieces: list[bytes] = []
    size = 0
    patience: float | None = time.monotonic() + PATIENCE
    while True:
        wait = None if patience is None else max(0.0, patience - time.monotonic())
        with interrupts.let_in():
            ready, _, _ = select.select([descriptor], [], [], deadline.left(wait))
            piece = _read(descriptor) if ready else None
        if piece == b"":
            return b"".join(pieces)
        if piece is not None:
            patience = None
            pieces.append(piece)
            size += len(piece)
        elif patience is not None and time.monotonic() >= patience:
            patience = None
            tell()
        if size > MOST_BYTES:
            raise FileRefused(
                f"Standard input is longer than {file_size(MOST_BYTES)}, too much for a question.",
                f"{_NOT_ASKED} Pass on a part of it.",
            )


def is_piped(descriptor: int) -> bool:
    """Whether another program was to write what comes in, so that nothing is odd."""
    try:
        return stat.S_ISFIFO(os.fstat(descriptor).st_mode)
    except OSError:
        return False


def text_of_input(data: bytes) -> TextFile:
    """Make a text of what was read.

    Raises:
        FileRefused: it is no text.
    """
    from copilot_tui.files.text_file import text_from

    try:
        return text_from(data, NAME)
    except FileRefused as error:
        raise FileRefused(error.what[0].upper() + error.what[1:], _NOT_ASKED) from error


def _read(descriptor: int) -> bytes | None:
    """What has come; empty at the end, None when it was nothing after all."""
    try:
        return os.read(descriptor, _PIECE)
    except BlockingIOError:
        return None
    except OSError as error:
        if error.errno == errno.EBADF:
            return b""
        raise ConfigError(
            f"Standard input cannot be read: {error.strerror}.",
            "Let it come from a pipe or a file, or from /dev/null for nothing.",
        ) from error
