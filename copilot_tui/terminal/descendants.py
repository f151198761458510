"""What a process has started, where the system tells of it."""

from __future__ import annotations

import os
import signal
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_PROCESSES = Path("/proc")
_STATE, _PARENT, _STARTED = 0, 1, 19
"""Places in `/proc/PID/stat` behind the name, proc_pid_stat(5)."""


@dataclass(frozen=True, slots=True)
class Descendant:
    """A process that no later one with the same number is taken for.

    Attributes:
        number: the process id.
        started: when, in ticks of the system since it was booted.
    """

    number: int
    started: int


def descendants_of(process: int) -> list[Descendant]:
    """The children of a process and all of theirs; none where `/proc` is not as on Linux.

    Args:
        process: its id.
    """
    children: dict[int, list[Descendant]] = defaultdict(list)
    for folder in _PROCESSES.glob("[0-9]*"):
        number = int(folder.name)
        if (fields := _fields(number)) is not None:
            children[int(fields[_PARENT])].append(Descendant(number, int(fields[_STARTED])))
    found = list(children[process])
    for one in found:
        found += children[one.number]
    return found


def still_there(processes: Iterable[Descendant]) -> list[Descendant]:
    """Those of them that have not ended."""
    return [
        one
        for one in processes
        if (fields := _fields(one.number)) is not None and int(fields[_STARTED]) == one.started
    ]


def send_to(processes: Iterable[Descendant], number: signal.Signals) -> None:
    """Send a signal to those of them that have not ended."""
    for one in still_there(processes):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(one.number, number)


def _fields(process: int) -> list[str] | None:
    """What the system tells of a process; None when it has ended."""
    try:
        told = (_PROCESSES / str(process) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = told.rpartition(")")[2].split()
    return None if len(fields) <= _STARTED or fields[_STATE] in "ZX" else fields
