"""Somebody who types one letter after the other, however slowly they are echoed."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from tests.benchmarks.program import NothingSeen, Program

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERVAL = 0.25
"""Seconds from one letter to the next, whether or not the one before has appeared."""

JITTER = 0.05
"""By how much a letter is later at the most: frames, too, come at even intervals, and all
letters would meet them at the same moment."""

LETTERS = "".join(map(chr, (*range(0x0410, 0x0450), *range(0x03B1, 0x03CA))))
"""One cell wide, in no reply and on no screen; enough of them for each to be typed once."""

ECHO_SECONDS = 60.0
"""How long the last letters are waited for."""


class Typist:
    """Types into a program, always at the same times.

    Args:
        program: that runs, with the cursor in its prompt.
        end: a word with which to stop; without one all letters are typed.

    Attributes:
        echoes: milliseconds from each letter to its appearing.
        ended: when the word was painted, by `time.perf_counter`; None if it was not.
    """

    def __init__(self, program: Program, end: str = "") -> None:
        self.echoes: list[float] = []
        self.ended: float | None = None
        self._program = program
        self._end = end.encode()
        self._waiting: dict[str, float] = {}
        self._searched = len(program.output)

    def type(self, letters: Sequence[str], *, seconds: float = ECHO_SECONDS) -> None:
        """Type these, each only once, and wait for what is still to be echoed, and for the end.

        The first one is typed in any case.

        Args:
            letters: that stand nowhere yet.
            seconds: how long to wait after the last one.

        Raises:
            NothingSeen: a letter or the end did not appear.
        """
        jitter = random.Random(1)
        begun = time.perf_counter()
        for number, letter in enumerate(letters):
            due = begun + number * INTERVAL + jitter.uniform(0, JITTER)
            while (left := due - time.perf_counter()) > 0:
                self._look(left)
            if number and self.ended is not None:
                break
            self._waiting[letter] = self._program.send(letter)
        deadline = time.perf_counter() + seconds
        while self._waiting or (self._end and self.ended is None):
            self._look(0.1)
            if time.perf_counter() > deadline:
                missing = "".join(self._waiting) or self._end.decode()
                raise NothingSeen(f"no {missing} on this screen:\n{self._program.screen()}")

    def _look(self, seconds: float) -> None:
        """Take in what is painted within this time, and what has appeared with it."""
        self._program.read(seconds)
        now, output = time.perf_counter(), self._program.output
        for letter in [*self._waiting]:
            if output.find(letter.encode(), self._searched) >= 0:
                self.echoes.append((now - self._waiting.pop(letter)) * 1e3)
        if self._end and self.ended is None and output.find(self._end, self._searched) >= 0:
            self.ended = now
        # What is waited for may have come in part.
        longest = max(len(self._end), len(LETTERS[0].encode()))
        self._searched = max(self._searched, len(output) - longest + 1)
