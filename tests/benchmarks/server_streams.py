"""Many copies of the program on one server, each with a reply that streams at the same time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from string import ascii_lowercase
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from copilot_tui.chat.conversation import Status
from copilot_tui.store.store import Store
from tests.benchmarks.delta_server import Order
from tests.benchmarks.figure import Figure, percentile
from tests.benchmarks.headless_copy import DELTA_SIZE, READY, Write
from tests.benchmarks.program import NothingSeen
from tests.postgres_database import database_at
from tests.postgres_server import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.benchmarks.suite import Extent
    from tests.postgres_server import Place, PostgresServer

COPIES, SMOKE_COPIES = 50, 2
DELTAS, SMOKE_DELTAS = 1_500, 25
RATE = 25
"""With the size, what a fast model sends: forty words a second."""

BEGINNING, SMOKE_BEGINNING = 20.0, 0.2
"""Seconds from the first question to the last one: people do not press enter together."""

LONGEST_WAIT = 100
"""Milliseconds for a lock."""

SAMPLE_SECONDS = 0.02

SETTINGS = {
    "log_lock_waits": "on",
    # It is also after how long a wait is told of.
    "deadlock_timeout": f"{LONGEST_WAIT}ms",
    # Each line begins with the Unix time.
    "log_line_prefix": "%n ",
    "autovacuum": "on",
}
_WAITED = re.compile(r"^([0-9.]+) .*still waiting for (\w+ on \w+)", re.MULTILINE)
_SAMPLE = """
SELECT count(*), coalesce(max(extract(epoch FROM clock_timestamp() - waitstart)), 0) * 1000
FROM pg_locks WHERE NOT granted
"""


class _Own(TypedDict):
    """What a copy tells of itself; see `_Told`."""

    writes: list[tuple[float, float, int]]
    failures: list[str]


class _Sample(NamedTuple):
    """One look at who waits for a lock.

    Attributes:
        at: when, in Unix time.
        waiting: how many copies.
        longest: how many milliseconds the longest wait had taken by then.
    """

    at: float
    waiting: int
    longest: float


class _Wait(NamedTuple):
    """A wait for a lock that took longer than `LONGEST_WAIT`, as the server has told of it.

    Attributes:
        at: when it did, in Unix time.
        lock: which kind.
    """

    at: float
    lock: str


@dataclass(frozen=True, slots=True)
class _Told:
    """What has come of a run.

    Attributes:
        writes: of each copy.
        failures: what the copies would have told their users.
        waits: all long ones.
        samples: all looks.
        wrong: replies that are not there, not complete, or not what has come in.
        begun: when the last copy had begun to write, in Unix time.
        ended: when the first one wrote no more.
    """

    writes: list[list[Write]]
    failures: list[str]
    waits: list[_Wait]
    samples: list[_Sample]
    wrong: int
    begun: float
    ended: float

    def all_stream(self, at: float) -> bool:
        """Whether all copies streamed at a time."""
        return self.begun <= at <= self.ended


def measure(extent: Extent) -> Iterator[Figure]:
    """Waits for locks, and writes, with all copies of one person and of as many people."""
    count = extent.scaled(COPIES, SMOKE_COPIES)
    with running_postgres(durable=True, settings=SETTINGS) as server:
        people = [f"person_{number}" for number in range(count)]
        for person in people:
            server.add_role(person)
        for name, roles in (("of one person", None), ("of as many people", people)):
            runs = [
                _run(server, roles, extent, extent.home(f"{name} {run}"))
                for run in range(extent.runs)
            ]
            yield from _figures(f"{count} copies {name} at {RATE}/s each", runs)


def _figures(name: str, runs: Sequence[_Told]) -> Iterator[Figure]:
    if any(told.begun >= told.ended for told in runs):
        raise NothingSeen("at no time all copies streamed: there is too little processor time")
    name = f"{name}, all streaming"
    waits = [[wait for wait in told.waits if told.all_stream(wait.at)] for told in runs]
    yield _waits(f"{name}: waits for a lock over {LONGEST_WAIT} ms", waits, goal=0)
    seen = [[one for one in told.samples if told.all_stream(one.at)] for told in runs]
    longest = [max((one.longest for one in samples), default=0.0) for samples in seen]
    yield Figure("the longest that was seen", longest, "ms", LONGEST_WAIT, under=name)
    waiting = [float(max((one.waiting for one in samples), default=0)) for samples in seen]
    yield Figure("copies that were seen waiting at once", waiting, "", under=name)
    other = [[wait for wait in told.waits if not told.all_stream(wait.at)] for told in runs]
    yield _waits("such waits while they begin and end", other, under=name)
    yield from _writes(name, runs)
    failures = [float(len(told.failures)) for told in runs]
    said = " ".join(sorted({failure for told in runs for failure in told.failures}))
    yield Figure("failures that were told", failures, "", 0, said, under=name)
    wrong = [float(told.wrong) for told in runs]
    yield Figure("replies not kept to the last character", wrong, "", 0, under=name)


def _waits(
    name: str, runs: Sequence[Sequence[_Wait]], *, goal: float | None = None, under: str = ""
) -> Figure:
    kinds = Counter(wait.lock for waits in runs for wait in waits)
    note = ", ".join(f"{number} for {kind}" for kind, number in kinds.items())
    return Figure(name, [float(len(waits)) for waits in runs], "", goal, note, under)


def _writes(name: str, runs: Sequence[_Told]) -> Iterator[Figure]:
    """Of the journals, while all stream."""
    kept = [
        [one for writes in told.writes for one in writes if told.all_stream(one.at)]
        for told in runs
    ]
    rates = [
        len(writes) / (told.ended - told.begun) for writes, told in zip(kept, runs, strict=True)
    ]
    yield Figure("writes of journals", rates, "/s", under=name)
    deltas = [one.characters / DELTA_SIZE for writes in kept for one in writes]
    yield Figure("deltas in one of them", deltas, "", under=name)
    took = [one.took for writes in kept for one in writes]
    yield Figure("one of them took", took, "ms", under=name)
    yield Figure("99 of 100 took at most", [percentile(took, 99)], "ms", under=name)


def _run(
    server: PostgresServer, roles: Sequence[str] | None, extent: Extent, folder: Path
) -> _Told:
    """One run on a database of its own.

    Args:
        server: that has it.
        roles: as whom each copy connects; None is the database's owner for all.
        extent: how many, and how much.
        folder: an empty one.
    """
    place = server.add_database()
    Store(database_at(place.url), instance_id="benchmark").close()
    count = extent.scaled(COPIES, SMOKE_COPIES)
    deltas = extent.scaled(DELTAS, SMOKE_DELTAS)
    orders = [Order(deltas, RATE, name, DELTA_SIZE) for name in _names(count)]
    owners = [place.as_role(role) for role in roles] if roles else [place] * count
    beginning = SMOKE_BEGINNING if extent.smoke else BEGINNING
    with ExitStack() as ending:
        copies = [
            ending.enter_context(_copy(owner, folder, order, beginning * number / count))
            for number, (owner, order) in enumerate(zip(owners, orders, strict=True))
        ]
        for copy in copies:
            assert _line(copy) == READY
        logged = len(server.log)
        with _sampled(server) as samples:
            told = _let_go(copies)
    writes = [[Write(*write) for write in one["writes"]] for one in told]
    # A smoke test is too short for all to be sure to meet.
    last, first = (min, max) if extent.smoke else (max, min)
    return _Told(
        writes=writes,
        failures=[failure for one in told for failure in one["failures"]],
        waits=[_Wait(float(at), lock) for at, lock in _WAITED.findall(server.log[logged:])],
        samples=samples,
        wrong=sum(not _is_kept(owner, order) for owner, order in zip(owners, orders, strict=True)),
        begun=last(each[0].at for each in writes),
        ended=first(each[-1].at for each in writes),
    )


def _names(count: int) -> list[str]:
    return ["".join(letters) for letters in product("co", "py", ascii_lowercase, "x")][:count]


@contextmanager
def _copy(place: Place, folder: Path, order: Order, wait: float) -> Iterator[subprocess.Popen[str]]:
    home = folder / order.name
    home.mkdir()
    words = (place.url, str(home), order.name, f"{order.deltas}", f"{order.rate}", f"{wait}")
    command = [sys.executable, "-m", "tests.benchmarks.headless_copy", *words]
    # In a group of its own, which ctrl+c does not reach: it is ended below.
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, process_group=0
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _let_go(copies: Sequence[subprocess.Popen[str]]) -> list[_Own]:
    """Have all of them begin, and end; what they tell then."""
    for copy in copies:
        assert copy.stdin is not None
        copy.stdin.write("\n")
        copy.stdin.flush()
    return [json.loads(_line(copy)) for copy in copies]


def _line(copy: subprocess.Popen[str]) -> str:
    assert copy.stdout is not None
    return copy.stdout.readline().strip()


@contextmanager
def _sampled(server: PostgresServer) -> Iterator[list[_Sample]]:
    """Look again and again who waits for a lock, and since when."""
    samples: list[_Sample] = []
    ended = threading.Event()

    def look() -> None:
        with server.connect() as connection:
            while not ended.wait(SAMPLE_SECONDS):
                row = connection.execute(_SAMPLE.encode()).fetchone()
                assert row is not None
                samples.append(_Sample(time.time(), int(row[0]), float(row[1])))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()


def _is_kept(place: Place, order: Order) -> bool:
    with Store(database_at(place.url), instance_id="benchmark") as store:
        for conversation in store.conversations.page(limit=COPIES):
            if conversation.title == order.name and conversation.active_leaf is not None:
                _, reply = store.tree.path(conversation.active_leaf)
                return reply.status is Status.COMPLETE and reply.content == order.text()
    return False
