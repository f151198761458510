"""How far a command has got, on standard error, for whoever watches."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Self

from copilot_tui.command_line.output import tell

if TYPE_CHECKING:
    from types import TracebackType

_FIRST: Final = 0.5
"""Seconds after which it is shown; what is done before then needs none."""

_PAUSE: Final = 0.1
"""Seconds between two states."""

_LINES_PAUSE: Final = 10.0
"""Seconds between two lines where no terminal is."""

_CLEAR: Final = "\r\x1b[K"


class Progress:
    """One line on the terminal, which is gone afterwards.

    Args:
        what: what is counted, such as "messages read".
        total: how many there will be; None where that is not known.
        in_lines: whether a line now and then says so where there is no terminal; else
            nothing is said there.
    """

    def __init__(self, what: str, total: int | None = None, *, in_lines: bool = False) -> None:
        self._what = what
        self._total = total
        self._count = 0
        self._share: float | None = None
        self._is_watched = sys.stderr is not None and sys.stderr.isatty()
        self._in_lines = in_lines and not self._is_watched
        self._next = time.monotonic() + (_LINES_PAUSE if self._in_lines else _FIRST)
        self._is_shown = False

    def add(self, count: int) -> None:
        """So many more are done."""
        self._count += count
        if not (self._is_watched or self._in_lines):
            return
        if (now := time.monotonic()) < self._next:
            return
        self._next = now + (_LINES_PAUSE if self._in_lines else _PAUSE)
        if self._in_lines:
            tell(f"{self._line().lstrip()} so far.")
        else:
            self._is_shown = True
            print(f"{_CLEAR}{self._line()}", end="", file=sys.stderr, flush=True)

    def reach(self, share: float) -> None:
        """Such a part of all of it is done, where that is known and the total is not."""
        self._share = share

    def _line(self) -> str:
        if self._share is not None:
            return f"{self._share:4.0%}  {self._count:,} {self._what}"
        if not self._total:
            return f"{self._count:,} {self._what}"
        # What comes in meanwhile was not counted before.
        count = min(self._count, self._total)
        return f"{count / self._total:4.0%}  {count:,} of {self._total:,} {self._what}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._is_shown:
            print(_CLEAR, end="", file=sys.stderr, flush=True)
