"""Searching on a PostgreSQL server beside a file, both with the same very many messages."""

from __future__ import annotations

import shutil
import time
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.library.searching import HITS
from copilot_tui.store.store import Store
from tests.benchmarks.figure import Figure, percentile
from tests.benchmarks.search import (
    GOAL_MILLISECONDS,
    MESSAGES,
    QUERIES,
    ROUND_TRIPS,
    SMOKE_MESSAGES,
    SMOKE_QUERIES,
    SMOKE_ROUND_TRIPS,
    prefixes,
)
from tests.benchmarks.seeded import cached_file
from tests.benchmarks.server_messages import SETTINGS, fill, index_bytes
from tests.benchmarks.source_messages import fill_indexed, source_texts
from tests.postgres_database import database_at
from tests.postgres_server import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.suite import Extent

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

_LONG, _SHORT = 1, 5_000
"""The conversation of ten thousand messages, and one of ten."""


def measure(extent: Extent) -> Iterator[Figure]:
    """What each kind of query takes on both, and what the index costs on the server."""
    messages = extent.scaled(MESSAGES, SMOKE_MESSAGES)
    cached = cached_file(f"source-{messages}", partial(fill_indexed, messages=messages))
    file = shutil.copyfile(cached, extent.folder / "conversations.db")
    with running_postgres(settings=SETTINGS) as server:
        place = server.add_database()
        start = time.perf_counter()
        fill(server, place, file)
        took = time.perf_counter() - start
        with (
            Store(file, instance_id="benchmark") as there,
            Store(database_at(place.url), instance_id="benchmark") as here,
        ):
            yield from _compared(here, there, extent, messages)
            yield from _replies(here, extent)
        size = index_bytes(server, place) / messages
    yield Figure(f"putting {messages:,} messages on the server, and indexing them", [took], "s")
    yield Figure("what the index takes a message", [size], "bytes")


def _compared(here: Store, there: Store, extent: Extent, messages: int) -> Iterator[Figure]:
    kinds = {kind: queries[: 1 if extent.smoke else None] for kind, queries in KINDS.items()}
    for kind, queries in kinds.items():
        yield from _both(here, there, kind, [(query, None) for query in queries], extent)
    within: list[tuple[str, int | None]] = [
        (query, home) for query in chain(*kinds.values()) for home in (_LONG, _SHORT)
    ]
    yield from _both(here, there, "in one conversation", within, extent)
    keys: list[tuple[str, int | None]] = [
        (typed, None) for typed in prefixes(SMOKE_QUERIES if extent.smoke else QUERIES)
    ]
    name = f"a key of a query, in {messages:,} messages"
    yield from _both(here, there, name, keys, extent)


def _both(
    here: Store,
    there: Store,
    name: str,
    queries: list[tuple[str, int | None]],
    extent: Extent,
) -> Iterator[Figure]:
    """One kind of query on the server and, below it, in the file.

    Raises:
        AssertionError: they do not find the same.
    """
    for query, home in queries:
        assert _found(here, query, home) == _found(there, query, home), query
    times = _times(here, queries, extent.runs)
    beside = _times(there, queries, extent.runs)
    yield Figure(name, times, "ms", GOAL_MILLISECONDS)
    yield Figure("99 of 100 within", [percentile(times, 99)], "ms", GOAL_MILLISECONDS, under=name)
    yield Figure("in a file", beside, "ms", under=name)
    yield Figure("99 of 100 in a file", [percentile(beside, 99)], "ms", under=name)


def _found(store: Store, query: str, conversation: int | None) -> list[int]:
    hits = store.search.messages(query, limit=HITS, conversation=conversation)
    return [hit.message for hit in hits]


def _times(store: Store, queries: list[tuple[str, int | None]], runs: int) -> list[float]:
    times = []
    for query, conversation in queries * runs:
        start = time.perf_counter()
        _found(store, query, conversation)
        times.append((time.perf_counter() - start) * 1e3)
    return times


def _replies(store: Store, extent: Extent) -> Iterator[Figure]:
    """What a question and the end of its reply cost, which put them into the index."""
    conversation = store.conversations.create(title="Replies").id
    asked, finished = [], []
    for text in source_texts(extent.scaled(ROUND_TRIPS, SMOKE_ROUND_TRIPS)):
        start = time.perf_counter()
        leaf = store.messages.add_user_message(conversation, None, text).id
        asked.append((time.perf_counter() - start) * 1e3)
        reply = store.journal.begin(conversation, leaf, profile="", provider="", model="").id
        start = time.perf_counter()
        store.journal.finish(reply, content=text, reasoning="", status=Status.COMPLETE)
        finished.append((time.perf_counter() - start) * 1e3)
    yield Figure("writing a question", asked, "ms")
    yield Figure("finishing a reply", finished, "ms")
