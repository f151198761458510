"""The modes of the terminal's line discipline (termios(3))."""

from __future__ import annotations

import termios
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_INPUT, _LOCAL, _CHARACTERS = 0, 3, 6


@contextmanager
def keeping_attributes(terminal: int) -> Iterator[None]:
    """Bring the terminal back to the modes it has now, whatever is done to it meanwhile.

    Args:
        terminal: its descriptor; nothing is done when it is none.
    """
    try:
        before = termios.tcgetattr(terminal)
    except termios.error:
        yield
        return
    try:
        yield
    finally:
        with suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def giving_back_attributes(file: TextIO) -> Callable[[], None]:
    """What brings a terminal back, at once, to the modes it has now; nothing if it is none.

    Args:
        file: read from or written to the terminal.
    """
    try:
        terminal = file.fileno()
        before = termios.tcgetattr(terminal)
    except (termios.error, OSError, ValueError):  # It is closed, a pipe, or in memory.
        return lambda: None

    def give_back() -> None:
        with suppress(termios.error):
            termios.tcsetattr(terminal, termios.TCSANOW, before)

    return give_back


def set_raw_input(terminal: int, when: int = termios.TCSADRAIN) -> None:
    """Let every key arrive as it is and at once; output stays as it was.

    The same flags as Textual 8.2.8 clears in its `LinuxDriver`, so that what arrives is
    what arrives in the app.

    Args:
        terminal: its descriptor.
        when: at once (TCSANOW), or when all output has been taken, which may be never.

    Raises:
        termios.error: the descriptor is no terminal.
    """
    attributes = termios.tcgetattr(terminal)
    attributes[_INPUT] &= ~(
        termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
    )
    attributes[_LOCAL] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    attributes[_CHARACTERS][termios.VMIN] = 1
    termios.tcsetattr(terminal, when, attributes)
