"""Memory over a working day: very many replies, one after the other."""

from __future__ import annotations

from itertools import islice, product
from string import ascii_lowercase
from typing import TYPE_CHECKING

from tests.benchmarks.delta_server import Order, running
from tests.benchmarks.figure import Figure
from tests.benchmarks.navigation import NEW, wait_for_start
from tests.benchmarks.program import ENTER, Program, chat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.suite import Extent

REPLIES, SMOKE_REPLIES = 400, 20
"""For each run that is asked for: the usual five make 2,000, `--runs 25` a day's 10,000."""

IN_CONVERSATION = 50
DELTAS = 20
IDLE_SECONDS, SMOKE_SECONDS = 3.0, 0.2
SETTLED_SECONDS = 0.03


def measure(extent: Extent) -> Iterator[Figure]:
    """Resident memory after the first tenth of the replies, and how much it has grown since."""
    replies = extent.runs * extent.scaled(REPLIES, SMOKE_REPLIES)
    idle = SMOKE_SECONDS if extent.smoke else IDLE_SECONDS
    names = map("".join, product(ascii_lowercase, repeat=4))
    with running() as server, chat(server.url, extent.home("chat")) as program:
        wait_for_start(program)
        _chat(program, islice(names, replies // 10))
        program.read_for(idle)
        first = program.memory_megabytes()
        _chat(program, islice(names, replies - replies // 10))
        program.read_for(idle)
        last = program.memory_megabytes()
    early = replies // 10
    yield Figure(f"memory after {early:,} replies", [first], "MB")
    note = "10,000 replies with --runs 25"
    yield Figure(f"grown since, after {replies:,} replies", [last - first], "MB", 5, note)


def _chat(program: Program, names: Iterator[str]) -> None:
    """Have a reply of each name, now and then in a new conversation."""
    for number, name in enumerate(names):
        if number % IN_CONVERSATION == 0:
            program.send(NEW)
            program.read_until_quiet(SETTLED_SECONDS)
        order = Order(DELTAS, name=name, now=True)
        program.output.clear()
        program.send(f"{order.question}{ENTER}")
        program.wait_for(order.end)
        program.read_until_quiet(SETTLED_SECONDS)
