"""From exec to a prompt that takes what is typed, beside an empty Textual app."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.delta_server import running
from tests.benchmarks.figure import Figure, Series
from tests.benchmarks.program import NothingSeen, Program, chat, floor
from tests.benchmarks.seeded import seed

if TYPE_CHECKING:
    from tests.benchmarks.suite import Extent

CONVERSATIONS = 1_000
FEW, MANY = 10, 100_000
SMOKE_CONVERSATIONS = 20
RUNS = 5
"""The fewest: one start differs from the next by more than what is to be shown."""

LETTER = "Ж"
"""Stands nowhere else on the screen."""

OUR_PROMPT, BLANK_PROMPT = "╰", "▁"
"""The lower edge of the prompt, which is painted after what stands in it."""

_BACKSPACE, _QUIT = "\x7f", "\x11"
_QUIT_SECONDS = 20.0


def measure(extent: Extent) -> Iterator[Figure]:
    """Start with many conversations and with very many, each beside something smaller."""
    runs = extent.scaled(max(RUNS, extent.runs), 1)
    with running() as server:
        yield from _beside_blank(extent, server.url, runs)
        # Twice as many, as the difference that counts here is a small one.
        yield from _beside_few(extent, server.url, extent.scaled(2 * runs, 1))


def _beside_blank(extent: Extent, url: str, runs: int) -> Iterator[Figure]:
    stored = extent.scaled(CONVERSATIONS, SMOKE_CONVERSATIONS)
    ours_home = _home(extent, "stored", stored)
    blank_home = extent.home("blank")
    ours, blank = Series(), Series()
    for run in range(runs + 1):
        ours_start = _start(chat(url, ours_home), OUR_PROMPT)
        blank_start = _start(floor("blank", blank_home), BLANK_PROMPT)
        # The first of each may have had to compile modules and to read files from the disk.
        if run:
            ours.add(**ours_start)
            blank.add(**blank_start)
    for key, name, unit, goal in (
        ("paint", f"exec to the prompt painted, {stored:,} stored", "ms", 1.25),
        ("echo", "exec to the echo of a letter typed then", "ms", None),
        ("cpu", "CPU up to that echo", "ms", 1.3),
    ):
        yield Figure(name, ours[key], unit)
        yield Figure("blank", blank[key], unit, under=name)
        ratio = _middle(ours, key) / _middle(blank, key)
        yield Figure("ratio of the medians", [ratio], "x", goal, under=name)


def _beside_few(extent: Extent, url: str, runs: int) -> Iterator[Figure]:
    many = extent.scaled(MANY, 5 * SMOKE_CONVERSATIONS)
    homes = {"few": _home(extent, "few", FEW), "many": _home(extent, "many", many)}
    paints = Series()
    for _ in range(runs):
        for name, home in homes.items():
            paints.add(**{name: _start(chat(url, home), OUR_PROMPT)["paint"]})
    name = f"exec to the prompt painted, {many:,} stored"
    yield Figure(name, paints["many"], "ms")
    yield Figure(f"{FEW} stored", paints["few"], "ms", under=name)
    later = _middle(paints, "many") - _middle(paints, "few")
    yield Figure("difference of the medians", [later], "ms", 50, under=name)


def _home(extent: Extent, name: str, conversations: int) -> Path:
    home = extent.home(name)
    seed(home, conversations=conversations)
    return home


def _start(program: Program, prompt: str) -> dict[str, float]:
    """Milliseconds until the prompt was painted, until a letter was echoed, and of CPU."""
    with program:
        painted = program.wait_for(prompt)
        program.send(LETTER)
        echoed = program.wait_for(LETTER)
        cpu = program.cpu_seconds()
        quit_and_wait(program)
    return {
        "paint": (painted - program.started) * 1e3,
        "echo": (echoed - program.started) * 1e3,
        "cpu": cpu * 1e3,
    }


def quit_and_wait(program: Program) -> None:
    """End it properly, with nothing in the prompt that would stand there at the next start."""
    program.send(_BACKSPACE + _QUIT)
    deadline = time.perf_counter() + _QUIT_SECONDS
    while program.process.poll() is None:
        program.read(0.1)
        if time.perf_counter() > deadline:
            raise NothingSeen(f"it does not quit:\n{program.screen()}")


def _middle(series: Series, name: str) -> float:
    return statistics.median(series[name])
