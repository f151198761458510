"""Printing: text is only ever added at the end, and holds nothing that moves a cursor."""

from __future__ import annotations

from typing import TextIO

from copilot_tui.text import clean
from copilot_tui.wrapping import width_of, wrapped


class OutputGone(Exception):
    """Nobody reads what is printed any more, or it cannot be written."""


class Printer:
    """Writes to the terminal or the pipe behind it.

    Args:
        output: where the text goes. What its encoding lacks should be replaced there.
    """

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._at_line_start = True

    def line(self, text: str = "") -> None:
        """Print whole lines, below whatever was printed before."""
        self.end_line()
        self.add(f"{text}\n")

    def say(self, text: str) -> None:
        """Print whole lines of the program's own, broken at their words."""
        self.line(wrapped(text, width_of(self._output)))

    def add(self, text: str) -> None:
        """Print text after what was printed before.

        Raises:
            OutputGone: it could not be written.
        """
        if not text:
            return
        try:
            self._output.write(clean(text))
            self._output.flush()
        except OSError as error:
            raise OutputGone from error
        self._at_line_start = text.endswith("\n")

    def end_line(self) -> None:
        """Go to a new line, if the last one has begun."""
        if not self._at_line_start:
            self.add("\n")

    def prompted(self) -> None:
        """Know that something else has printed a prompt, and that its line is not ended."""
        self._at_line_start = False

    def entered(self) -> None:
        """Know that the user has ended the line of the prompt."""
        self._at_line_start = True
