"""Writing to whoever reads slowly, or not at all."""

from __future__ import annotations

import select
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from copilot_tui.plain.interrupts import Interrupts

Write: TypeAlias = Callable[[str, Callable[[int], None]], None]
"""Writes a text to standard output, after each call of what it is given with the descriptor.
It may raise BrokenPipeError or OutputFailed."""


class Output:
    """Standard output, until it is given up; nothing follows that.

    Only while its reader has no room for more are signals let in, so that all of a text or
    nothing more at all is written.

    Args:
        write: see `Write`.
        interrupts: let in while a reader is waited for.
    """

    def __init__(self, write: Write, interrupts: Interrupts) -> None:
        self._write = write
        self._interrupts = interrupts
        self._is_gone = False

    def put(self, text: str) -> None:
        """Write a text, whenever that can be done.

        Raises:
            KeyboardInterrupt: ctrl+c was pressed, as with the others below.
            Terminated: the program is to end.
            BrokenPipeError: nobody reads any more.
            OutputFailed: it cannot be written.
        """
        if self._is_gone:
            return
        self._is_gone = True
        self._write(text, self._wait)
        self._is_gone = False

    def _wait(self, descriptor: int) -> None:
        """Wait until the descriptor takes something."""
        if not select.select([], [descriptor], [], 0)[1]:
            with self._interrupts.let_in():
                select.select([], [descriptor], [])
