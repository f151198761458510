"""A terminal that may be closed at any moment."""

from __future__ import annotations

from typing import TextIO

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver


class SturdyDriver(LinuxDriver):
    """Goes on, drawing nothing, when the terminal is gone.

    Textual 8.2.8 writes in a thread that ends at the first error, and the app then waits
    for ever for room in that thread's queue: a closed terminal left the program running.
    """

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if self._file is not None:
            self._file = ForgivingFile(self._file)  # type: ignore[assignment]


class ForgivingFile:
    """A terminal's output to which nothing is written once it is gone.

    Args:
        file: the output.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write, or do not."""
        try:
            return self._file.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        """Flush, or do not."""
        try:
            self._file.flush()
        except OSError:
            return

    def fileno(self) -> int:
        """The descriptor of the output."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether the output is a terminal."""
        return self._file.isatty()
