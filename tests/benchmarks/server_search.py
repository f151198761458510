"""Searching very many messages on a PostgreSQL server near and far, beside a file.

In the store, and in the search window of the real program in a pseudo-terminal.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.library.searching import HITS
from copilot_tui.store.store import Store
from tests.benchmarks.delta_server import running
from tests.benchmarks.echo import MEDIAN_GOAL, TAIL_GOAL
from tests.benchmarks.figure import Figure, percentile
from tests.benchmarks.navigation import FIND, wait_for_start
from tests.benchmarks.program import ESCAPE, Program, chat
from tests.benchmarks.search import (
    GOAL_MILLISECONDS,
    MESSAGES,
    QUIET_SECONDS,
    ROUND_TRIPS,
    SMOKE_MESSAGES,
    SMOKE_ROUND_TRIPS,
    SMOKE_SECONDS,
    best_hits,
    prefixes,
    search_in_window,
    typed_queries,
)
from tests.benchmarks.seeded import cached_file, database
from tests.benchmarks.server_messages import SETTINGS, fill, index_bytes
from tests.benchmarks.source_messages import fill_indexed, source_texts
from tests.benchmarks.startup import quit_and_wait
from tests.benchmarks.typist import LETTERS, Typist
from tests.postgres_database import database_at
from tests.postgres_proxy import proxy_to
from tests.postgres_server import running_postgres

if TYPE_CHECKING:
    from tests.benchmarks.suite import Extent
    from tests.postgres_server import Place, PostgresServer

KINDS = {
    "a letter": ("s", "e", "x", "q"),
    "a very common word": ("self", "the", "return"),
    "a phrase of very common words": ('"of the"', '"in the"', "if self.", "= self._"),
    "a phrase that stands nowhere, of common words": ('"the return of self"', '"is the def"'),
    "common words that seldom meet": ("self socket the", "lambda class"),
    "a rare word": ("fibonacci", "xyzzy", "quaternion"),
    "nothing found": ("nowheretobefound", "zzzq"),
}
"""What is looked for, by what it is."""

_DISTANCES = (0, 50)
"""Milliseconds there and back that are added to what loopback takes."""

_LONG, _SHORT = 1, 5_000
"""The conversation of ten thousand messages, and one of ten."""

_SEARCHED_MEANWHILE = '"of the" '
"""Takes long; with each letter that follows it is looked for anew."""


@dataclass(frozen=True, slots=True)
class _Where:
    """Where the messages are.

    Attributes:
        name: of it, in the figures.
        home: of who uses it.
        environment: by which the program finds it.
        store: the same, open.
        goal: milliseconds that its answer may take; None where it is only to be shown.
    """

    name: str
    home: Path
    environment: Mapping[str, str]
    store: Store
    goal: float | None = None


def measure(extent: Extent) -> Iterator[Figure]:
    """What searching takes in each of the places, and what the index costs on the server."""
    messages = extent.scaled(MESSAGES, SMOKE_MESSAGES)
    home = extent.home("file")
    file = _copy(home, messages)
    with running_postgres(durable=True, settings=SETTINGS) as server:
        place = server.add_database()
        start = time.perf_counter()
        fill(server, place, file)
        took = time.perf_counter() - start
        with _places(extent, server, place, home) as places:
            yield from _in_the_window(places, extent)
            yield from _compared(places, extent, messages)
            yield from _replies(places, extent)
        size = index_bytes(server, place) / messages
    yield Figure(f"putting {messages:,} messages on the server, and indexing them", [took], "s")
    yield Figure("what the index takes a message", [size], "bytes")


def _copy(home: Path, messages: int) -> Path:
    cached = cached_file(f"source-{messages}", partial(fill_indexed, messages=messages))
    file = database(home)
    file.parent.mkdir(mode=0o700, parents=True)
    shutil.copyfile(cached, file)
    return file


@contextmanager
def _places(
    extent: Extent, server: PostgresServer, filled: Place, home: Path
) -> Iterator[list[_Where]]:
    """The server at each distance, and the file of which it was filled."""
    with ExitStack() as ending:
        places = []
        for milliseconds in _DISTANCES[-1:] if extent.smoke else _DISTANCES:
            port = server.port
            if milliseconds:
                port = ending.enter_context(proxy_to(port, delay=milliseconds / 2000)).port
            url = f"{replace(filled, port=port).url}?sslmode=disable"
            name = f"on a server {milliseconds} ms away"
            store = Store(database_at(url), instance_id=f"benchmark-{milliseconds}")
            goal = None if milliseconds else GOAL_MILLISECONDS
            environment = {"COPILOT_TUI_DATABASE": url}
            places.append(_Where(name, extent.home(name), environment, store, goal))
        there = Store(database(home), instance_id="benchmark")
        places.append(_Where("in a file", home, {}, there))
        for where in places:
            ending.enter_context(where.store)
        yield places


def _figures(name: str, times: Sequence[tuple[_Where, list[float]]]) -> Iterator[Figure]:
    """What one thing took in each of the places, the first of which is in its name."""
    (first, _), *_ = times
    group = f"{name}, {first.name}"
    for where, samples in times:
        is_first = where is first
        yield (
            Figure(group, samples, "ms", where.goal)
            if is_first
            else Figure(where.name, samples, "ms", where.goal, under=group)
        )
        of = "99 of 100 within" if is_first else f"99 of 100 {where.name}"
        yield Figure(of, [percentile(samples, 99)], "ms", where.goal, under=group)


def _in_the_window(places: Sequence[_Where], extent: Extent) -> Iterator[Figure]:
    """Keys typed into the search window: to their hits, and to their echo."""
    best = best_hits(places[-1].store, typed_queries(extent))
    shown: list[tuple[_Where, list[float]]] = [(where, []) for where in places]
    echoed: list[tuple[_Where, list[float]]] = [(where, []) for where in places]
    with running() as server:
        for _ in range(extent.runs):
            for (where, hits), (_, echoes) in zip(shown, echoed, strict=True):
                with chat(server.url, where.home, where.environment) as program:
                    wait_for_start(program)
                    hits += search_in_window(program, best, extent)
                    echoes += _type_while_searching(program, extent)
                    quit_and_wait(program)
    yield from _figures("from a key to its hits in the window", shown)
    for where, echoes in echoed:
        group = f"key to echo while it searches, {where.name}"
        yield Figure(group, echoes, "ms", MEDIAN_GOAL)
        tail = [percentile(echoes, 99)]
        yield Figure("99 of 100 within", tail, "ms", TAIL_GOAL, under=group)


def _type_while_searching(program: Program, extent: Extent) -> list[float]:
    """Milliseconds from a letter to its echo, each of which begins another search."""
    quiet = SMOKE_SECONDS if extent.smoke else QUIET_SECONDS
    for keys in (FIND, FIND, _SEARCHED_MEANWHILE):
        program.send(keys)
        program.read_until_quiet(quiet)
    typist = Typist(program)
    typist.type(LETTERS[: extent.scaled(len(LETTERS), 3)])
    program.send(ESCAPE)
    program.read_until_quiet(quiet)
    return typist.echoes


def _compared(places: Sequence[_Where], extent: Extent, messages: int) -> Iterator[Figure]:
    kinds = {kind: queries[: 1 if extent.smoke else None] for kind, queries in KINDS.items()}
    for kind, queries in kinds.items():
        yield from _in_each(places, kind, [(query, None) for query in queries], extent)
    within: list[tuple[str, int | None]] = [
        (query, home) for query in chain(*kinds.values()) for home in (_LONG, _SHORT)
    ]
    yield from _in_each(places, "in one conversation", within, extent)
    keys: list[tuple[str, int | None]] = [
        (typed, None) for typed in prefixes(typed_queries(extent))
    ]
    yield from _in_each(places, f"a key of a query, in {messages:,} messages", keys, extent)


def _in_each(
    places: Sequence[_Where],
    name: str,
    queries: Sequence[tuple[str, int | None]],
    extent: Extent,
) -> Iterator[Figure]:
    """One kind of query in each of the places.

    Raises:
        AssertionError: they do not find the same.
    """
    near, *others = places
    for query, home in queries:
        found = _found(near.store, query, home)
        assert all(found == _found(where.store, query, home) for where in others), query
    times = [(where, _times(where.store, queries, extent.runs)) for where in places]
    yield from _figures(name, times)


def _found(store: Store, query: str, conversation: int | None) -> list[int]:
    hits = store.search.messages(query, limit=HITS, conversation=conversation)
    return [hit.message for hit in hits]


def _times(store: Store, queries: Sequence[tuple[str, int | None]], runs: int) -> list[float]:
    times = []
    for query, conversation in [*queries] * runs:
        start = time.perf_counter()
        _found(store, query, conversation)
        times.append((time.perf_counter() - start) * 1e3)
    return times


def _replies(places: Sequence[_Where], extent: Extent) -> Iterator[Figure]:
    """What a question and the end of its reply cost, which put them into the index."""
    asked, finished = [], []
    for where in places:
        questions, replies = _written(where.store, extent)
        shown = replace(where, goal=None)
        asked.append((shown, questions))
        finished.append((shown, replies))
    yield from _figures("writing a question", asked)
    yield from _figures("finishing a reply", finished)


def _written(store: Store, extent: Extent) -> tuple[list[float], list[float]]:
    """Milliseconds of each question and of each end of a reply."""
    conversation = store.conversations.create(title="Replies").id
    asked, finished = [], []
    for text in source_texts(extent.scaled(ROUND_TRIPS, SMOKE_ROUND_TRIPS)):
        start = time.perf_counter()
        leaf = int(store.messages.add_user_message(conversation, None, text).id)
        asked.append((time.perf_counter() - start) * 1e3)
        reply = store.journal.begin(conversation, leaf, profile="", provider="", model="").id
        start = time.perf_counter()
        store.journal.finish(int(reply), content=text, reasoning="", status=Status.COMPLETE)
        finished.append((time.perf_counter() - start) * 1e3)
    return asked, finished
