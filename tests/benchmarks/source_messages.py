"""A file of very many messages: pieces of 600 characters of Python's own library.

English and code, so that the words of an index are as many and as different as in real life.
"""

from __future__ import annotations

import random
import sqlite3
import sysconfig
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.store.schema import MIGRATIONS, migrate
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

LENGTH = 600
CONVERSATION = 10
LONG = 10_000
"""Messages of the first conversation at most; all others have `CONVERSATION`."""

INDEXED_AT_ONCE = 5_000


def source_texts(count: int) -> Iterator[str]:
    """So many pieces of the standard library's source, always the same."""
    folder = Path(sysconfig.get_path("stdlib"))
    files = sorted(folder.glob("*.py"))
    source = "\n".join(file.read_text("utf-8", "replace") for file in files)
    choose = random.Random(1)
    for _ in range(count):
        start = choose.randrange(len(source) - LENGTH)
        yield source[start : start + LENGTH]


def long_conversation(messages: int) -> int:
    """How many of so many messages are in the first conversation."""
    return min(LONG, messages // 2)


def fill_version_1(file: Path, messages: int) -> None:
    """Write a file of version 1 of the tables: one long conversation, and many short ones."""
    long = long_conversation(messages)
    conversations = messages // CONVERSATION
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        migrate(connection, file, MIGRATIONS[:1])
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO conversations (conversation_id, title, profile, provider, model,"
            " created, updated, parameters, system_prompt, active_leaf)"
            " VALUES (?1, 'Conversation ' || ?1, '', '', '', ?1, ?1, '{}', '', ?2)",
            ((number, long if number == 1 else None) for number in range(1, conversations + 1)),
        )
        connection.executemany(
            "INSERT INTO messages (id, conversation, parent, depth, role, status, created, content)"
            " VALUES (?, ?, ?, ?, 'user', 'complete', 1, ?)",
            (
                (row, 1, row - 1 or None, row, text)
                if row <= long
                else (row, row // CONVERSATION, None, 1, text)
                for row, text in enumerate(source_texts(messages), start=1)
            ),
        )
        connection.execute("COMMIT")


def fill_indexed(file: Path, messages: int) -> None:
    """Write the same as a file of today, with all messages in the index."""
    fill_version_1(file, messages)
    with Store(file, instance_id="benchmark") as store:
        while store.search.backfill(INDEXED_AT_ONCE):
            pass
