"""A long reply into the open conversation, paced and flat out, beside the obvious way to do it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.benchmarks.delta_server import Order, Running, running
from tests.benchmarks.figure import Figure, Series
from tests.benchmarks.program import ENTER, QUIET_SECONDS, Program, chat, floor

if TYPE_CHECKING:
    from tests.benchmarks.suite import Extent

DELTAS, RATE = 4_000, 200
SMOKE_DELTAS = 20
SMOKE_SECONDS = 0.1
FIRST = ("aone", "btwo", "cthr")
"""Names of the short replies whose first delta is timed."""

PROMPT = "essage"
"""Where the prompt is empty; the cursor stands on its first letter."""


def measure(extent: Extent) -> Iterator[Figure]:
    """CPU per delta, the end on the screen, and the first delta on the screen."""
    deltas = extent.scaled(DELTAS, SMOKE_DELTAS)
    ours, stock = Series(), Series()
    with running() as server:
        for run in range(extent.runs):
            _stream(chat(server.url, extent.home(f"chat{run}")), server, extent, ours)
            _stream(floor("stock", extent.home(f"stock{run}"), server.url), server, extent, stock)
    for key, name, unit, goal in (
        ("paced", f"{deltas:,} deltas at {RATE}/s: CPU a delta", "us", 400),
        ("first", "first delta on the screen after it was sent", "ms", 30),
        ("flat", f"{deltas:,} deltas flat out: CPU a delta", "us", 60),
        ("end", "end on the screen after the last byte was sent, flat out", "s", 0.3),
    ):
        yield Figure(name, ours[key], unit, goal)
        yield Figure("stock", stock[key], unit, under=name)


def _stream(program: Program, server: Running, extent: Extent, series: Series) -> None:
    """One run: a reply to warm up, short ones, a long paced one, and one as fast as it goes."""
    deltas = extent.scaled(DELTAS, SMOKE_DELTAS)
    quiet = SMOKE_SECONDS if extent.smoke else QUIET_SECONDS
    with program:
        program.wait_for(PROMPT)
        program.read_until_quiet(quiet)
        _ask(program, Order(20, name="warm"), quiet)
        for name in FIRST[: extent.scaled(len(FIRST), 1)]:
            first, _ = _ask(program, Order(20, 100, name), quiet)
            series.add(first=(first - server.streamed().first) * 1e3)
        before = program.cpu_seconds()
        _ask(program, Order(deltas, RATE, "slow"), quiet)
        paced = program.cpu_seconds() - before
        before = program.cpu_seconds()
        _, end = _ask(program, Order(deltas, name="fast"), quiet)
        flat = program.cpu_seconds() - before
        series.add(
            paced=paced / deltas * 1e6,
            flat=flat / deltas * 1e6,
            end=end - server.streamed().last,
        )


def _ask(program: Program, order: Order, quiet: float) -> tuple[float, float]:
    """Have a reply streamed; tells when its beginning and its end were seen."""
    seen = len(program.output)
    program.send(f"{order.question}{ENTER}")
    first = program.wait_for(order.start, after=seen)
    end = program.wait_for(order.end, after=seen)
    program.read_until_quiet(quiet)
    return first, end
