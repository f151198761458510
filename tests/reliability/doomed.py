"""The real program, which is killed."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmarks.navigation import wait_for_start
from tests.benchmarks.program import NothingSeen, Program
from tests.reliability.lateness import Lateness
from tests.reliability.scripts import Script, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
_SENT = re.compile(r"▍ (?:say [a-z]{4} \d+ at \d+ )*say ([a-z]{4}) \d+ at \d+")
_WAITS = re.compile(r"⧗ say ([a-z]{4})")
_LOOK_SECONDS = 0.01
_SECONDS = 30.0
_START_SECONDS = 2.0
"""The latest kill while the program starts."""


@dataclass(frozen=True, slots=True)
class Death:
    """How a program has died.

    Attributes:
        time: when, by `time.perf_counter`.
        late: for how many seconds of its last second it had to wait for a processor.
        shown: all that it has drawn, without what is only for the terminal.
    """

    time: float
    late: float
    shown: str

    def shown_as_sent(self) -> set[str]:
        """The names of the orders that stood in the log as sent or as waiting."""
        return {*_SENT.findall(self.shown), *_WAITS.findall(self.shown)}

    def words_shown(self, name: str) -> int:
        """How many words of a reply were to be seen, counted by the last one."""
        numbers = map(int, re.findall(rf"{name}(\d{{4}})", self.shown))
        return max(numbers, default=-1) + 1


def start(url: str, home: Path, environment: Mapping[str, str]) -> Program:
    """Start the program on a server."""
    return Program(
        *(sys.executable, "-m", "copilot_tui", "--url", url),
        home=home,
        environment={"PYTHONDONTWRITEBYTECODE": "1", **environment},
    )


def kill_at_start(program: Program, share: float) -> Death:
    """Kill a program that has only just been started."""
    return _kill(program, Lateness(program.process.pid), share * _START_SECONDS)


def kill_within(program: Program, script: Script, share: float) -> Death:
    """Play a script, and kill the program within the moment that it leads to.

    Args:
        program: that was started.
        script: what is done.
        share: of the moment, from 0 to 1, after which it is killed.
    """
    wait_for_start(program)
    _wait_for(program, Step("", "● g4f"), 0, None)
    lateness = Lateness(program.process.pid)
    play(program, script.steps, lateness)
    program.send(script.last)
    return _kill(program, lateness, share * script.seconds)


def play(program: Program, steps: Sequence[Step], lateness: Lateness | None = None) -> None:
    """Type, and wait for what each step brings up.

    Raises:
        NothingSeen: it did not come up.
    """
    for step in steps:
        after = len(program.output)
        program.send(step.keys)
        _wait_for(program, step, after, lateness)


def drawn(output: bytes | bytearray) -> str:
    """What was drawn, without what is only for the terminal."""
    return _CONTROL.sub(b"", output).decode("utf-8", "replace")


def _wait_for(program: Program, step: Step, after: int, lateness: Lateness | None) -> None:
    deadline = time.perf_counter() + _SECONDS
    while step.wanted not in drawn(program.output[after:]):
        if time.perf_counter() > deadline or program.process.poll() is not None:
            raise NothingSeen(f"no {step.wanted!r} on this screen:\n{program.screen()}")
        program.read(_LOOK_SECONDS)
        if lateness is not None:
            lateness.look()


def _kill(program: Program, lateness: Lateness, seconds: float) -> Death:
    deadline = time.perf_counter() + seconds
    lateness.look()
    while (left := deadline - time.perf_counter()) > 0:
        program.read(min(left, _LOOK_SECONDS))
        lateness.look()
    now = time.perf_counter()
    program.process.kill()
    program.process.wait()
    while program.read(0.0):
        pass
    return Death(now, lateness.seconds(), drawn(program.output))
