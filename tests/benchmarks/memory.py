"""Memory that a long conversation takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.delta_server import running
from tests.benchmarks.figure import Figure, Series
from tests.benchmarks.navigation import TAB, open_conversation, press, turn_pages, wait_for_start
from tests.benchmarks.program import chat
from tests.benchmarks.seeded import mark, seed, titles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.suite import Extent

MESSAGES, SMOKE_MESSAGES = 10_000, 200
PAGES, SMOKE_PAGES = 5, 1
QUIET_SECONDS, SMOKE_SECONDS = 3.0, 0.3


def measure(extent: Extent) -> Iterator[Figure]:
    """Resident memory with all of it read in, beside that of the program without anything."""
    messages = extent.scaled(MESSAGES, SMOKE_MESSAGES)
    full = extent.home("full")
    seed(full, conversations=1, long=messages)
    series = Series()
    with running() as server:
        for run in range(extent.runs):
            empty = _megabytes(extent, server.url, extent.home(f"empty{run}"), 0)
            read = _megabytes(extent, server.url, full, messages)
            series.add(empty=empty, read=read, more=read - empty)
    yield Figure("an empty program", series["empty"], "MB")
    name = f"{messages:,} messages open, all read in"
    yield Figure(name, series["read"], "MB")
    yield Figure("more than an empty program", series["more"], "MB", 40, under=name)


def _megabytes(extent: Extent, url: str, home: Path, messages: int) -> float:
    """Resident memory once nothing goes on any more."""
    pages = extent.scaled(PAGES, SMOKE_PAGES)
    with chat(url, home) as program:
        wait_for_start(program)
        if messages:
            open_conversation(program, next(titles(1)), mark(messages))
            program.read_until_quiet()
            turn_pages(program, pages)
            press(program, f"{TAB}g", mark(1))
            press(program, "G", mark(messages))
        program.read_for(SMOKE_SECONDS if extent.smoke else QUIET_SECONDS)
        return program.memory_megabytes()
