"""Where typed lines come from."""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING, Protocol, TextIO

from copilot_tui.plain.interrupts import Interrupts, Terminated

if TYPE_CHECKING:
    from collections.abc import Callable

    from copilot_tui.plain.printer import Printer

PASTE_SECONDS = 0.05
"""Lines of a paste follow one another faster than this; nobody types so fast."""

_READ_BYTES = 65_536


class Lines(Protocol):
    """Reads what the user types, or what a pipe brings."""

    @property
    def descriptor(self) -> int | None:
        """What becomes readable when a line was typed unasked; None where none can be."""

    @property
    def is_asked(self) -> bool:
        """Whether somebody sees the prompts."""

    def read(self, prompt: str, prefill: str = "") -> str:
        """Ask for a line.

        Args:
            prompt: printed where somebody types.
            prefill: what the line begins with, where it can be edited.

        Raises:
            EOFError: no more will come.
            KeyboardInterrupt: ctrl+c was pressed.
            Terminated: the program is to end.
        """

    def read_typed(self) -> str | None:
        """The line that was typed unasked; None when its end has not come yet.

        Raises:
            EOFError: no more will come.
        """

    def more_follows(self) -> bool:
        """Whether another line came with the last one, as when several were pasted."""

    def unfinished(self) -> str:
        """What is typed of a line that has not ended yet."""


class PipedLines:
    """Lines from a pipe or a file. Nothing is printed for them.

    Args:
        source: the pipe.
        interrupts: let in while it waits.
    """

    descriptor: int | None = None
    is_asked = False

    def __init__(self, source: TextIO, interrupts: Interrupts) -> None:
        self._source = source
        self._interrupts = interrupts

    def read(self, prompt: str, prefill: str = "") -> str:
        """See `Lines`."""
        del prompt, prefill
        with self._interrupts.let_in():
            line = self._source.readline()
        if not line:
            raise EOFError
        return line.removesuffix("\n")

    def read_typed(self) -> str | None:
        """Nothing: the next line is read once the last one is done with."""
        return None

    def more_follows(self) -> bool:
        """Never: every line of a pipe counts by itself."""
        return False

    def unfinished(self) -> str:
        """Nothing: a line is read as a whole."""
        return ""


class TerminalLines:
    """Lines from a terminal that edits them itself, however dumb it is.

    Args:
        descriptor: of the terminal.
        printer: for the prompt.
        interrupts: let in while it waits.
    """

    is_asked = True

    def __init__(self, descriptor: int, printer: Printer, interrupts: Interrupts) -> None:
        self.descriptor: int | None = descriptor
        self._terminal = descriptor
        self._printer = printer
        self._interrupts = interrupts
        self._begun = b""

    def read(self, prompt: str, prefill: str = "") -> str:
        """See `Lines`; the terminal cannot be given a line to edit."""
        del prefill
        self._printer.end_line()
        self._printer.add(prompt)
        while True:
            with self._interrupts.let_in():
                select.select([self._terminal], [], [])
            line = self.read_typed()
            if line is not None:
                self._printer.entered()
                return line

    def read_typed(self) -> str | None:
        """See `Lines`."""
        try:
            read = os.read(self._terminal, _READ_BYTES)
        except OSError as error:  # The terminal is gone.
            raise EOFError from error
        if not read:
            raise EOFError
        self._begun += read
        if not self._begun.endswith(b"\n"):
            return None
        line, self._begun = self._begun, b""
        return line.decode("utf-8", "replace").removesuffix("\n")

    def more_follows(self) -> bool:
        """See `Lines`."""
        ready, _, _ = select.select([self._terminal], [], [], PASTE_SECONDS)
        return bool(ready)

    def unfinished(self) -> str:
        """See `Lines`."""
        return self._begun.decode("utf-8", "replace")


class EditedLines(TerminalLines):
    """Lines that can be edited and recalled, with Python's readline.

    Args:
        descriptor: of the terminal; it has to be standard input.
        printer: for what is printed before the prompt.
        interrupts: let in while it waits.
        recent: earlier prompts for the up key, oldest first.
    """

    def __init__(
        self, descriptor: int, printer: Printer, interrupts: Interrupts, recent: list[str]
    ) -> None:
        import readline

        super().__init__(descriptor, printer, interrupts)
        self._readline = readline
        self._cut_short = ""
        # The only escape sequence that readline would send without a key being pressed.
        readline.parse_and_bind("set enable-bracketed-paste off")
        readline.parse_and_bind("set enable-meta-key off")
        readline.set_auto_history(False)
        for prompt in recent:
            readline.add_history(prompt)

    def read(self, prompt: str, prefill: str = "") -> str:
        """See `Lines`."""
        begun = super().unfinished() + prefill
        self._begun = b""
        self._printer.end_line()
        self._printer.prompted()
        self._readline.set_startup_hook(lambda: self._readline.insert_text(begun))
        try:
            with self._interrupts.let_in():
                line = input(prompt)
        except Terminated:
            self._cut_short = self._readline.get_line_buffer()
            raise
        self._printer.entered()
        if line.strip():
            self._readline.add_history(line)
        return line

    def unfinished(self) -> str:
        """See `Lines`."""
        return super().unfinished() + self._cut_short


def lines_from(
    source: TextIO,
    *,
    edits: bool,
    printer: Printer,
    interrupts: Interrupts,
    recent: Callable[[], list[str]],
) -> Lines:
    """The best way to read lines here.

    Args:
        source: standard input.
        edits: whether the terminal can move its cursor.
        printer: for prompts.
        interrupts: let in while it waits.
        recent: reads earlier prompts, oldest first.
    """
    if not source.isatty():
        return PipedLines(source, interrupts)
    if edits:
        try:
            return EditedLines(source.fileno(), printer, interrupts, recent())
        except ImportError:
            pass
    return TerminalLines(source.fileno(), printer, interrupts)
