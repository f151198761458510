"""Searching as one types, indexing, and other work on the file with very many messages."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.library.searching import HITS
from copilot_tui.store.store import Store
from tests.benchmarks.delta_server import running
from tests.benchmarks.figure import Figure, percentile
from tests.benchmarks.navigation import FIND, press, wait_for_start
from tests.benchmarks.program import ESCAPE, Program, chat
from tests.benchmarks.seeded import cached_file, database
from tests.benchmarks.source_messages import (
    fill_indexed,
    fill_version_1,
    long_conversation,
    source_texts,
)

if TYPE_CHECKING:
    from tests.benchmarks.suite import Extent

MESSAGES, OLD_MESSAGES, SMOKE_MESSAGES = 1_000_000, 20_000, 2_000
ROUND_TRIPS, SMOKE_ROUND_TRIPS = 200, 5
GOAL_MILLISECONDS = 50.0
QUERIES = (
    "asyncio",
    "the connection is closed",
    "self.assertEqual(",
    '"return the value"',
    "def __init__(self",
    "C++",
    "->",
    "nowheretobefound",
)
SMOKE_QUERIES = ("C++", "q0x")
QUIET_SECONDS, SMOKE_SECONDS = 0.5, 0.2


def measure(extent: Extent) -> Iterator[Figure]:
    """Each key of some queries, in the store and on the screen, and what an index costs."""
    messages = extent.scaled(MESSAGES, SMOKE_MESSAGES)
    file = _copy(extent, messages)
    with Store(file, instance_id="benchmark") as store:
        best = best_hits(store, typed_queries(extent))
    shown: list[float] = []
    with running() as server:
        for _ in range(extent.runs):
            with chat(server.url, extent.folder / "home") as program:
                wait_for_start(program)
                shown += search_in_window(program, best, extent)
    with Store(file, instance_id="benchmark") as store:
        yield from _typed(store, extent, messages)
        yield from _keys("from a key to its hits in the window", shown)
        yield from _replies(store, extent)
        yield from _other_work(store, extent, messages)
    yield from _from_version_1(extent)


def typed_queries(extent: Extent) -> Sequence[str]:
    """What is typed into the search, key by key."""
    return SMOKE_QUERIES if extent.smoke else QUERIES


def _copy(extent: Extent, messages: int) -> Path:
    cached = cached_file(f"source-{messages}", partial(fill_indexed, messages=messages))
    file = database(extent.home("home"))
    file.parent.mkdir(mode=0o700, parents=True)
    return Path(shutil.copyfile(cached, file))


def _keys(name: str, times: Sequence[float]) -> Iterator[Figure]:
    yield Figure(name, times, "ms", GOAL_MILLISECONDS)
    tail = [percentile(times, 99)]
    yield Figure("99 of 100 within", tail, "ms", GOAL_MILLISECONDS, under=name)
    yield Figure("the slowest", [max(times)], "ms", under=name)


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def _typed(store: Store, extent: Extent, messages: int) -> Iterator[Figure]:
    """Search after each key, without a terminal."""
    times: list[float] = []
    slowest: tuple[float, str] = 0.0, ""
    for typed in prefixes(typed_queries(extent)):
        work = partial(store.search.messages, typed, limit=HITS)
        tries = [_milliseconds(work) for _ in range(extent.runs)]
        times += tries
        slowest = max(slowest, (max(tries), typed))
    *most, last = _keys(f"the search in {messages:,} messages after a key", times)
    yield from most
    yield replace(last, note=f"of {slowest[1]!r}")


def prefixes(queries: Sequence[str]) -> Iterator[str]:
    """What stands there after each key."""
    for query in queries:
        for end in range(1, len(query) + 1):
            yield query[:end]


def best_hits(store: Store, queries: Sequence[str]) -> dict[str, str]:
    """What stands on top of the hits of all that is typed."""
    found = {typed: store.search.messages(typed, limit=1) for typed in prefixes(queries)}
    return {
        # The blank tells a number from a longer one.
        typed: f"▌  {hits[0].conversation.title} " if hits else "No message has all of this."
        for typed, hits in found.items()
    }


def search_in_window(program: Program, best: Mapping[str, str], extent: Extent) -> list[float]:
    """Type the queries into the search window, opened anew for each.

    Args:
        program: that runs.
        best: what stands on top after each key, as `best_hits` knows it.
        extent: which queries, and how long nothing is painted before the next one.

    Returns:
        Milliseconds from each key to what it brings up.
    """
    quiet = SMOKE_SECONDS if extent.smoke else QUIET_SECONDS
    times = []
    for query in typed_queries(extent):
        for key in (FIND, FIND):
            program.send(key)
            program.read_until_quiet(quiet)
        times += [press(program, typed[-1], best[typed]) for typed in prefixes([query])]
        program.send(ESCAPE)
        program.read_until_quiet(quiet)
    return times


def _replies(store: Store, extent: Extent) -> Iterator[Figure]:
    """What a question and the end of its reply cost, which put them into the index."""
    count = extent.scaled(ROUND_TRIPS, SMOKE_ROUND_TRIPS)
    conversation = store.conversations.create(title="Replies").id
    asked, finished = [], []
    leaf: int | None = None
    texts = [*source_texts(count)]
    for question, answer in zip(texts, reversed(texts), strict=True):
        start = time.perf_counter()
        leaf = store.messages.add_user_message(conversation, leaf, question).id
        asked.append((time.perf_counter() - start) * 1e3)
        reply = store.journal.begin(conversation, leaf, profile="", provider="", model="").id
        start = time.perf_counter()
        store.journal.finish(reply, content=answer, reasoning="", status=Status.COMPLETE)
        finished.append((time.perf_counter() - start) * 1e3)
        leaf = reply
    yield Figure("writing a question", asked, "ms")
    yield Figure("finishing a reply", finished, "ms")


def _other_work(store: Store, extent: Extent, messages: int) -> Iterator[Figure]:
    """What else takes longer, the more there is."""
    long = long_conversation(messages)
    found = [_milliseconds(lambda: store.tree.path_matches(long, "x")) for _ in range(extent.runs)]
    yield Figure(f"finding in a conversation of {long:,}", found, "ms")
    copied = _milliseconds(lambda: store.conversations.duplicate(1, title="Copy"))
    yield Figure(f"duplicating one of {long:,}", [copied], "ms")
    listed = [_milliseconds(store.conversations.entries) for _ in range(extent.runs)]
    yield Figure(f"listing {len(store.conversations.entries()):,} conversations", listed, "ms")


def _from_version_1(extent: Extent) -> Iterator[Figure]:
    """Bring a file that has no index up to date, piece by piece, as the program does."""
    messages = extent.scaled(OLD_MESSAGES, SMOKE_MESSAGES)
    file = extent.folder / "version-1.db"
    fill_version_1(file, messages)
    before = file.stat().st_size
    start = time.perf_counter()
    with Store(file, instance_id="benchmark") as store:
        opened = (time.perf_counter() - start) * 1e3
        pieces: list[float] = []
        more = True
        while more:
            start = time.perf_counter()
            more = store.search.backfill()
            pieces.append((time.perf_counter() - start) * 1e3)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    grown = (file.stat().st_size - before) / messages
    name = f"opening a file of version 1 with {messages:,} messages"
    yield Figure(name, [opened], "ms")
    yield Figure("indexing a piece of it", pieces, "ms", under=name)
    yield Figure("indexing all of it", [sum(pieces) / 1e3], "s", under=name)
    yield Figure("what the index takes a message", [grown], "bytes", under=name)
