"""The switcher and the filter of the sidebar with a hundred thousand conversations."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.chat.fuzzy import FuzzyIndex
from tests.benchmarks.delta_server import running
from tests.benchmarks.figure import Figure, Series
from tests.benchmarks.navigation import FILTER, SWITCH, press, wait_for_start
from tests.benchmarks.program import ESCAPE, Program, chat
from tests.benchmarks.seeded import seed, titles

if TYPE_CHECKING:
    from tests.benchmarks.suite import Extent

CONVERSATIONS, SMOKE_CONVERSATIONS = 100_000, 100
QUERIES = ("oslo", "regex dates", "trvl", "zürich", "xqzj", "notes 9")
SMOKE_QUERIES = ("os", "xq")
GOAL_MILLISECONDS = 30.0
READ_SECONDS, SMOKE_SECONDS = 0.5, 0.2
"""Without output for so long, all titles have been read."""

_TITLE_CHARACTERS = 20
"""So many of a title are seen even in the sidebar."""


@dataclass(frozen=True, slots=True)
class _Match:
    """What the letters typed so far are to find.

    Attributes:
        query: these letters.
        title: of the conversation that matches best; empty when none does.
        milliseconds: how long finding it took, without a terminal.
    """

    query: str
    title: str
    milliseconds: float


_Matches = Mapping[str, Sequence[_Match]]
"""By what is typed in the end, one for each key."""


def measure(extent: Extent) -> Iterator[Figure]:
    """From each key to the conversations that it finds on the screen."""
    stored = extent.scaled(CONVERSATIONS, SMOKE_CONVERSATIONS)
    newest_first = [*titles(stored)][::-1]
    matches = asyncio.run(_matches(newest_first, SMOKE_QUERIES if extent.smoke else QUERIES))
    quiet = SMOKE_SECONDS if extent.smoke else READ_SECONDS
    home = extent.home("home")
    seed(home, conversations=stored)
    times = Series()
    with running() as server:
        for _ in range(extent.runs):
            with chat(server.url, home) as program:
                wait_for_start(program)
                _switch(program, newest_first[0], matches, times, quiet)
                _filter(program, matches, times, quiet)
    yield Figure(f"switcher with {stored:,} conversations: opened", times["opened"], "ms")
    yield from _keys("switcher: a key of its filter", times["switcher"])
    sidebar = "sidebar: a key of its filter"
    yield from _keys(sidebar, times["sidebar"])
    first = "the first key, which has the titles read"
    yield Figure(first, times["first"], "ms", GOAL_MILLISECONDS, under=sidebar)
    alone = [match.milliseconds for typed in matches.values() for match in typed]
    yield from _keys("matching alone, without a terminal: a key", alone, goal=None)


def _keys(
    name: str, times: Sequence[float], *, goal: float | None = GOAL_MILLISECONDS
) -> Iterator[Figure]:
    yield Figure(name, times, "ms", goal)
    yield Figure("the slowest", [max(times)], "ms", goal, under=name)


async def _matches(known: Sequence[str], queries: Sequence[str]) -> _Matches:
    """What each key is to find, in the order in which they are typed."""
    index = await FuzzyIndex.prepared(known)
    found: dict[str, list[_Match]] = {query: [] for query in queries}
    for query in queries:
        for end in range(1, len(query) + 1):
            began = time.perf_counter()
            best = await index.best(query[:end])
            spent = (time.perf_counter() - began) * 1e3
            found[query].append(_Match(query[:end], known[best[0]] if best else "", spent))
    return found


def _switch(program: Program, newest: str, matches: _Matches, times: Series, quiet: float) -> None:
    """Type each query into a switcher that has read all titles."""
    for query in matches:
        times.add(opened=press(program, SWITCH, f"▌  {newest[:_TITLE_CHARACTERS]}"))
        program.read_until_quiet(quiet)
        for spent in _type(program, matches[query], _in_switcher):
            times.add(switcher=spent)
        program.send(ESCAPE)
        program.read_until_quiet(quiet)


def _in_switcher(match: _Match) -> str:
    if match.title:
        return f"▌  {match.title[:_TITLE_CHARACTERS]}"
    return f"New conversation “{match.query}”"


def _filter(program: Program, matches: _Matches, times: Series, quiet: float) -> None:
    """Type each query into the filter of the sidebar, opened anew for each."""
    for query in matches:
        program.send(FILTER)
        program.read_until_quiet(quiet)
        first, *others = _type(program, matches[query], _in_sidebar)
        times.add(first=first)
        for spent in others:
            times.add(sidebar=spent)
        program.send(ESCAPE)
        program.read_until_quiet(quiet)
        program.send(ESCAPE)
        program.read_until_quiet(quiet)


def _in_sidebar(match: _Match) -> str:
    return match.title[:_TITLE_CHARACTERS] or "Nothing matches."


def _type(
    program: Program, matches: Sequence[_Match], wanted: Callable[[_Match], str]
) -> list[float]:
    """Milliseconds from each key to its best match on the screen."""
    return [press(program, match.query[-1], wanted(match)) for match in matches]
