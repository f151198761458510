"""How long searching, indexing and the switcher take with very many messages.

The messages are pieces of 600 characters of Python's own library, English and code, in a
file of version 1 of the tables, so that bringing an older file up to date is measured, too.

    uv run python -m tests.benchmarks.search [messages]
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from copilot_tui.chat.conversation import Status
from copilot_tui.store.schema import MIGRATIONS, migrate
from copilot_tui.store.store import Store

MESSAGES = 200_000
LENGTH = 600
CONVERSATION = 10
LONG = 10_000
HITS = 50
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


def texts(count: int) -> Iterator[str]:
    """So many pieces of the standard library's source."""
    folder = Path(sysconfig.get_path("stdlib"))
    files = sorted(folder.glob("*.py"))
    source = "\n".join(file.read_text("utf-8", "replace") for file in files)
    choose = random.Random(1)
    for _ in range(count):
        start = choose.randrange(len(source) - LENGTH)
        yield source[start : start + LENGTH]


def fill(path: Path, messages: int) -> None:
    """Write a file of version 1: one long conversation, and many short ones."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, path, MIGRATIONS[:1])
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO conversations (conversation_id, title, profile, provider, model,"
            " created, updated, parameters, system_prompt, active_leaf)"
            " VALUES (?1, 'Conversation ' || ?1, '', '', '', ?1, ?1, '{}', '', ?2)",
            ((number, LONG if number == 1 else None) for number in range(1, messages // 10)),
        )
        connection.executemany(
            "INSERT INTO messages (id, conversation, parent, depth, role, status, created, content)"
            " VALUES (?, ?, ?, ?, 'user', 'complete', 1, ?)",
            (
                (row, 1, row - 1 or None, row, text)
                if row <= LONG
                else (row, row // CONVERSATION, None, 1, text)
                for row, text in enumerate(texts(messages), start=1)
            ),
        )
        connection.execute("COMMIT")


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def show(name: str, times: list[float]) -> None:
    """Print the middle, the tail and the worst of some times in milliseconds."""
    ordered = sorted(times)
    tail = ordered[int(len(ordered) * 0.99)] if len(ordered) > 1 else ordered[0]
    print(
        f"{name:<34} median {statistics.median(ordered):8.2f} ms   "
        f"p99 {tail:8.2f} ms   max {ordered[-1]:8.2f} ms"
    )


def bring_up_to_date(path: Path, messages: int) -> Store:
    """Open the file of version 1, and index all of its messages."""
    before = path.stat().st_size
    start = time.perf_counter()
    store = Store(path, instance_id="benchmark")
    show("opening a file of version 1", [(time.perf_counter() - start) * 1000])
    pieces: list[float] = []
    more = True
    while more:
        start = time.perf_counter()
        more = store.search.backfill()
        pieces.append((time.perf_counter() - start) * 1000)
    show("indexing a piece of the file", pieces)
    print(f"indexing all of it: {sum(pieces) / 1000:.1f} s for {messages:,} messages")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    after = path.stat().st_size
    print(
        f"bytes a message: {before / messages:.0f} without, {after / messages:.0f} with the index"
    )
    return store


def type_queries(store: Store) -> list[float]:
    """Search after each key, three times over; the middle one counts."""
    keys: list[float] = []
    for query in QUERIES:
        times = []
        for end in range(1, len(query) + 1):
            typed = query[:end]
            tries = [
                milliseconds(lambda: store.search.messages(typed, limit=HITS))  # noqa: B023
                for _ in range(3)
            ]
            times.append(statistics.median(tries))
        show(f"a key of {query}", times)
        keys += times
    return keys


def finish_replies(store: Store) -> None:
    """Time what a question and the end of its reply cost, which index them."""
    conversation = store.conversations.create(title="Replies").id
    asked, finished = [], []
    leaf: int | None = None
    for question, answer in zip(texts(200), reversed(list(texts(200))), strict=True):
        start = time.perf_counter()
        leaf = store.messages.add_user_message(conversation, leaf, question).id
        asked.append((time.perf_counter() - start) * 1000)
        reply = store.journal.begin(conversation, leaf, profile="", provider="", model="").id
        start = time.perf_counter()
        store.journal.finish(reply, content=answer, reasoning="", status=Status.COMPLETE)
        finished.append((time.perf_counter() - start) * 1000)
        leaf = reply
    show("writing a question", asked)
    show("finishing a reply", finished)


def main() -> None:
    """Measure and print, with the goal."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "conversations.db"
        fill(path, messages)
        with bring_up_to_date(path, messages) as store:
            keys = type_queries(store)
            finish_replies(store)
            tree = store.tree
            show("finding in 10,000 messages", [milliseconds(lambda: tree.path_matches(LONG, "x"))])
            show(
                "duplicating 10,000 messages",
                [milliseconds(lambda: store.conversations.duplicate(1, title="Copy"))],
            )
            entries = [milliseconds(store.conversations.entries) for _ in range(5)]
            show(f"entries of {len(store.conversations.entries()):,}", entries)
    show("a key of any query", keys)
    within = sum(key <= GOAL_MILLISECONDS for key in keys) / len(keys)
    print(f"goal: at most {GOAL_MILLISECONDS:g} ms a key; {within:.0%} of the keys meet it")


if __name__ == "__main__":
    main()
