"""What an app costs that nobody touches, beside an empty Textual app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.benchmarks.delta_server import running
from tests.benchmarks.figure import Figure, Series
from tests.benchmarks.program import Program, chat, floor
from tests.benchmarks.seeded import seed
from tests.benchmarks.streaming import PROMPT

if TYPE_CHECKING:
    from tests.benchmarks.suite import Extent

CONVERSATIONS, SMOKE_CONVERSATIONS = 1_000, 20
SECONDS, SMOKE_SECONDS = 20, 1
SETTLING_SECONDS, SMOKE_SETTLING_SECONDS = 3, 0
"""For what is put off until after the first paint."""


def measure(extent: Extent) -> Iterator[Figure]:
    """CPU once what follows a start is done."""
    stored = extent.scaled(CONVERSATIONS, SMOKE_CONVERSATIONS)
    settling = extent.scaled(SETTLING_SECONDS, SMOKE_SETTLING_SECONDS)
    seconds = extent.scaled(SECONDS, SMOKE_SECONDS)
    series = Series()
    with running() as server:
        for run in range(extent.runs):
            home = extent.home(f"chat{run}")
            seed(home, conversations=stored)
            series.add(
                ours=_rest(chat(server.url, home), settling, seconds),
                blank=_rest(floor("blank", extent.home(f"blank{run}")), settling, seconds),
            )
    name = f"CPU at rest for {seconds} s, {stored:,} conversations stored"
    yield Figure(name, series["ours"], "% of one core", 0.3)
    yield Figure("blank, whose cursor blinks", series["blank"], "% of one core", under=name)


def _rest(program: Program, settling: float, seconds: float) -> float:
    """Percent of a core over so many seconds, once it has settled."""
    with program:
        program.wait_for(PROMPT)
        program.read_for(settling)
        before = program.cpu_seconds()
        program.read_for(seconds)
        return (program.cpu_seconds() - before) / seconds * 100
