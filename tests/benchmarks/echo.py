"""How long a typed letter takes to appear while a reply streams in."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tests.benchmarks.delta_server import Order, Running, running
from tests.benchmarks.figure import Figure, percentile
from tests.benchmarks.program import ENTER, NothingSeen, Program, chat, floor
from tests.benchmarks.streaming import PROMPT

if TYPE_CHECKING:
    from tests.benchmarks.suite import Extent

DELTAS, RATE = 4_000, 200
SMOKE_DELTAS = 200
INTERVAL = 0.25
"""Seconds from one letter to the next, whether or not the one before has appeared."""

JITTER = 0.05
"""By how much a letter is later at the most: frames, too, come at even intervals, and all
letters would meet them at the same moment."""

LETTERS = "".join(map(chr, (*range(0x0410, 0x0450), *range(0x03B1, 0x03CA))))
"""One cell wide, in no reply and on no screen; enough of them for each to be typed once."""

_PATIENCE = 60.0


def measure(extent: Extent) -> Iterator[Figure]:
    """Type into the prompt under a streaming reply, and into that of an idle app."""
    deltas = extent.scaled(DELTAS, SMOKE_DELTAS)
    # The last letter is typed half a second before the reply ends.
    letters = LETTERS[: int(deltas / RATE / INTERVAL) - 2]
    ours: list[float] = []
    stock: list[float] = []
    blank: list[float] = []
    with running() as server:
        for run in range(extent.runs):
            program = chat(server.url, extent.home(f"chat{run}"))
            ours += _under_stream(program, server, deltas, letters)
            program = floor("stock", extent.home(f"stock{run}"), server.url)
            stock += _under_stream(program, server, deltas, letters)
            with floor("blank", extent.home(f"blank{run}")) as program:
                program.wait_for(PROMPT)
                program.read_for(1.0)
                blank += _type(program, letters)
    yield from _figures(f"key to echo, {deltas:,} deltas at {RATE}/s", ours, 16, 50)
    yield from _figures("  stock", stock)
    yield from _figures("  blank, idle", blank)


def _under_stream(
    program: Program, server: Running, deltas: int, letters: Sequence[str]
) -> list[float]:
    """Milliseconds to each echo, after a short reply to warm up."""
    warm, order = Order(20, name="warm"), Order(deltas, RATE, "slow")
    with program:
        program.wait_for(PROMPT)
        program.read_until_quiet()
        program.send(f"{warm.question}{ENTER}")
        program.wait_for(warm.end)
        program.read_until_quiet()
        program.send(f"{order.question}{ENTER}")
        program.wait_for(order.start)
        return _type(program, letters)


def _type(program: Program, letters: Sequence[str]) -> list[float]:
    """Type one letter after the other, always at the same times; milliseconds to each echo.

    Raises:
        NothingSeen: a letter did not appear.
    """
    waiting: dict[str, float] = {}
    echoes: list[float] = []
    jitter = random.Random(1)
    begun, seen = time.perf_counter(), len(program.output)
    for number, letter in enumerate(letters):
        due = begun + number * INTERVAL + jitter.uniform(0, JITTER)
        while (left := due - time.perf_counter()) > 0:
            program.read(left)
            echoes += _echoed(program, waiting, seen)
        waiting[letter] = program.send(letter)
    deadline = time.perf_counter() + _PATIENCE
    while waiting:
        program.read(0.1)
        echoes += _echoed(program, waiting, seen)
        if time.perf_counter() > deadline:
            raise NothingSeen(f"no {''.join(waiting)} on this screen:\n{program.screen()}")
    return echoes


def _echoed(program: Program, waiting: dict[str, float], seen: int) -> list[float]:
    """Milliseconds for those letters that have appeared, which then are no longer waited for."""
    now = time.perf_counter()
    found = [letter for letter in waiting if program.output.find(letter.encode(), seen) >= 0]
    return [(now - waiting.pop(letter)) * 1e3 for letter in found]


def _figures(
    name: str, echoes: Sequence[float], middle: float | None = None, tail: float | None = None
) -> Iterator[Figure]:
    yield Figure(f"{name}: p50", echoes, "ms", middle)
    yield Figure(f"{name}: p99", [percentile(echoes, 99)], "ms", tail)
    yield Figure(f"{name}: max", [max(echoes)], "ms")
