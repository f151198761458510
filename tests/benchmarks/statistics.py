"""Counting what was sent and answered in a file with very many messages."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from copilot_tui.chat.local_time import start_of
from copilot_tui.chat.statistics import Period, Span, Statistics
from copilot_tui.chat.statistics_text import plain_text
from copilot_tui.chat.tally import Tally
from copilot_tui.store.store import Store
from tests.benchmarks.figure import Figure
from tests.benchmarks.seeded import cached_file
from tests.benchmarks.source_messages import CONVERSATION, source_texts

if TYPE_CHECKING:
    from tests.benchmarks.suite import Extent

MESSAGES, SMOKE_MESSAGES = 1_000_000, 2_000
YEARS = 3
LAST_DAY = date(2026, 1, 31)
GOAL_SECONDS = 1.0
_TEXTS = 1_000
_MODELS = ("gpt-4o", "o3", "claude")


def measure(extent: Extent) -> Iterator[Figure]:
    """Count the messages of a month, of a year and of all, and write them down."""
    messages = extent.scaled(MESSAGES, SMOKE_MESSAGES)
    file = cached_file(f"dated-{messages}", partial(fill_dated, messages=messages))
    with Store(file, instance_id="benchmark") as store:
        for span in (Span.MONTH, Span.YEAR, Span.ALL):
            runs = [_counted(store, span.period(LAST_DAY)) for _ in range(extent.runs)]
            statistics, _, _ = runs[-1]
            count = statistics.totals.sent + statistics.totals.replies
            name = f"counting {span.title} of {messages:,} messages"
            goal = GOAL_SECONDS if span is Span.MONTH else None
            yield Figure(name, [took for _, took, _ in runs], "s", goal, note=f"{count:,} counted")
            longest = [slice_ * 1e3 for _, _, slice_ in runs]
            yield Figure("its longest slice", longest, "ms", under=name)
            drawn = _seconds(partial(plain_text, statistics, width=80))
            yield Figure("writing them down", [drawn * 1e3], "ms", under=name)


def fill_dated(file: Path, messages: int) -> None:
    """Write short questions and long replies, evenly over some years up to `LAST_DAY`."""
    Store(file, instance_id="benchmark").close()
    end = start_of(LAST_DAY) + 43_200
    span = YEARS * 365 * 86_400.0
    starts = [end - span * (1 - number * CONVERSATION / messages) for number in _numbers(messages)]
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO conversations (conversation_id, title, profile, provider, model,"
            " created, updated, opened, parameters, system_prompt)"
            " VALUES (?, ?, '', '', '', ?, ?4, ?4, '{}', '')",
            (
                (str(UUID(int=number)), f"Conversation {number}", start, start + 600)
                for number, start in enumerate(starts)
            ),
        )
        connection.executemany(
            "INSERT INTO messages (conversation, depth, role, status, created, finished, profile,"
            " provider, model, content) VALUES (?, ?, ?, 'complete', ?, ?, 'g4f', 'Copilot', ?, ?)",
            _rows(starts),
        )
        connection.execute("COMMIT")


def _numbers(messages: int) -> range:
    return range(messages // CONVERSATION)


def _rows(starts: list[float]) -> Iterator[tuple[int, int, str, float, float, str, str]]:
    choose = random.Random(1)
    texts = list(source_texts(_TEXTS))
    for conversation, start in enumerate(starts, start=1):
        for depth in range(CONVERSATION):
            text, created = choose.choice(texts), start + depth * 30
            if depth % 2:
                finished = created + choose.uniform(1, 20)
                model = choose.choice(_MODELS)
                answer = text + choose.choice(texts)[:450]
                yield conversation, depth + 1, "assistant", created, finished, model, answer
            else:
                yield conversation, depth + 1, "user", created, created, "", text[:150]


def _counted(store: Store, period: Period) -> tuple[Statistics, float, float]:
    """What was counted, the seconds that it took, and those of the longest slice."""
    tally = Tally(period)
    start = time.perf_counter()
    counter = store.counter(tally)
    longest, more = 0.0, True
    while more:
        began = time.perf_counter()
        more = counter.go_on()
        longest = max(longest, time.perf_counter() - began)
    return tally.result(), time.perf_counter() - start, longest


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
