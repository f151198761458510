"""How long a typed letter takes to appear while a reply streams in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.delta_server import Order, Running, running
from tests.benchmarks.figure import Figure, percentile
from tests.benchmarks.program import ENTER, Program, chat, floor
from tests.benchmarks.streaming import PROMPT
from tests.benchmarks.typist import INTERVAL, LETTERS, Typist

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.suite import Extent

DELTAS, RATE = 4_000, 200
SMOKE_DELTAS = 200
MEDIAN_GOAL, TAIL_GOAL = 16.0, 50.0
"""Milliseconds under a stream: of the median, and of 99 in 100."""


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
    name = f"key to echo, {deltas:,} deltas at {RATE}/s"
    yield from echo_figures(name, ours, MEDIAN_GOAL, TAIL_GOAL)
    yield from echo_figures(f"stock, {name}", stock)
    yield from echo_figures("blank, key to echo at rest", blank)


def echo_figures(
    name: str, echoes: Sequence[float], middle: float | None = None, tail: float | None = None
) -> Iterator[Figure]:
    """The median, the 99th of 100, and the largest.

    Args:
        name: what was typed into.
        echoes: milliseconds of all letters of all runs.
        middle: the goal of the median.
        tail: that of 99 in 100.
    """
    yield Figure(name, echoes, "ms", middle)
    yield Figure("99 of 100 within", [percentile(echoes, 99)], "ms", tail, under=name)
    yield Figure("the slowest", [max(echoes)], "ms", under=name)


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
    typist = Typist(program)
    typist.type(letters)
    return typist.echoes
