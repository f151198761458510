"""What is said while a folder is looked through, which may take minutes."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Self

from copilot_tui.command_line.output import tell
from copilot_tui.command_line.progress import Progress

if TYPE_CHECKING:
    from types import TracebackType

_PAUSE: Final = 10.0
"""Seconds between two lines where no terminal is."""


class Looking:
    """How many files were looked at: one line on a terminal, else a line now and then.

    Args:
        name: of the folder, on one line.
    """

    def __init__(self, name: str) -> None:
        self._progress = Progress("files looked at")
        self._is_watched = sys.stderr is not None and sys.stderr.isatty()
        self._count = 0
        self._next = time.monotonic() + _PAUSE
        if not self._is_watched:
            tell(f"Looking through {name} for conversations.")
            sys.stderr.flush()

    def add(self, files: int) -> None:
        """So many more were looked at; 0 where it only goes on."""
        self._count += files
        self._progress.add(files)
        if not self._is_watched and (now := time.monotonic()) >= self._next:
            self._next = now + _PAUSE
            tell(f"{self._count:,} files looked at so far.")
            sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.__exit__(kind, error, traceback)
