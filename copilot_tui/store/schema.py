"""The tables of the conversation file, as numbered migrations."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.errors import StoreError
from copilot_tui.store.files import make_private_file
from copilot_tui.store.transaction import TransactionKind, transaction

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Migration: TypeAlias = tuple[str, ...]
"""SQL statements that take the file from one version to the next."""

APPLICATION_ID = 0x63747569
"""The letters "ctui" in the file's header, which tell our files from other programs'."""

# Long texts are the last columns: SQLite reads a row from the front and can leave the
# overflow pages of what follows alone. Ids are never used twice (AUTOINCREMENT), so an
# id that another window still holds cannot come to mean something else.
_CONVERSATIONS = """
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    profile TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    active_leaf INTEGER,
    pinned INTEGER NOT NULL DEFAULT 0,
    unread INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    updated REAL NOT NULL,
    deleted_at REAL,
    parameters TEXT NOT NULL,
    system_prompt TEXT NOT NULL
)
"""

# `parent` has no ON DELETE CASCADE: a long conversation would exceed SQLite's limit of
# 1000 nested actions. Messages go only with their conversation.
# `depth` is the length of the path from the first message, which is then never counted.
_MESSAGES = """
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent INTEGER REFERENCES messages (id),
    depth INTEGER NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    owner TEXT,
    created REAL NOT NULL,
    finished REAL,
    deleted_at REAL,
    profile TEXT NOT NULL DEFAULT '',
    provider TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    tokens_exact INTEGER,
    error TEXT NOT NULL DEFAULT '',
    handle TEXT,
    reasoning TEXT NOT NULL DEFAULT '',
    content TEXT NOT NULL DEFAULT ''
)
"""

_JOURNAL = """
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    written REAL NOT NULL,
    content TEXT NOT NULL,
    reasoning TEXT NOT NULL
)
"""

# The conversation that does not exist yet has its draft under NULL.
_DRAFTS = """
CREATE TABLE drafts (
    conversation INTEGER UNIQUE REFERENCES conversations (id) ON DELETE CASCADE,
    updated REAL NOT NULL,
    text TEXT NOT NULL
)
"""

# A prompt's text stands only in its message; the digest finds the same text again.
_PROMPTS = """
CREATE TABLE prompts (
    message INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    digest TEXT NOT NULL UNIQUE
)
"""

_FACTS = """
CREATE TABLE facts (
    url TEXT NOT NULL,
    provider TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (url, provider, name)
) WITHOUT ROWID
"""

_INDICES = (
    """
    CREATE INDEX conversations_newest ON conversations (pinned, updated, id)
    WHERE deleted_at IS NULL
    """,
    """
    CREATE INDEX conversations_trash ON conversations (deleted_at)
    WHERE deleted_at IS NOT NULL
    """,
    "CREATE INDEX messages_children ON messages (parent)",
    "CREATE INDEX messages_of_conversation ON messages (conversation, parent)",
    "CREATE INDEX messages_streaming ON messages (owner) WHERE status = 'streaming'",
    "CREATE INDEX journal_of_message ON journal (message)",
)

MIGRATIONS: tuple[Migration, ...] = (
    (
        f"PRAGMA application_id = {APPLICATION_ID}",
        _CONVERSATIONS,
        _MESSAGES,
        _JOURNAL,
        _DRAFTS,
        _PROMPTS,
        _FACTS,
        *_INDICES,
    ),
)
"""Migration n takes the file from version n - 1 to n. Only ever add to the end."""


def check_version(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Refuse a file of a newer program or of another one, leaving it as it is.

    Raises:
        StoreError: the file is not ours to write.
        sqlite3.Error: it cannot be read, or is no database at all.
    """
    # One read transaction, or another process's first migration could fall in between.
    with transaction(connection, TransactionKind.READ):
        version = _version(connection)
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (version or tables):
        raise StoreError(
            f"{path} belongs to another program.",
            "It was left as it is. Move it away, or choose another data folder.",
        )
    if version > len(migrations):
        raise StoreError(
            f"{path} was written by a newer version of this program.",
            "It was left as it is. Update this program, or choose another data folder.",
            detail=f"The file has version {version}; up to {len(migrations)} is known.",
        )


def migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Bring the file up to date; safe when several processes do so at once.

    Each migration is one transaction together with its record in `user_version`. Before
    the first one that changes existing data, a copy is kept as `<name>.before-<version>`.

    Args:
        connection: in autocommit mode, with foreign keys off, so that a migration can
            make a table anew.
        path: the file behind `connection`.
        migrations: all of them, from the first version on.

    Raises:
        sqlite3.Error: SQLite refused; the file is as it was before that migration.
        OSError: the copy could not be made.
    """
    copied = False
    for number, statements in enumerate(migrations, start=1):
        if _version(connection) >= number:
            continue
        with transaction(connection, TransactionKind.WRITE):
            # Another process may have done it while this one waited for the lock.
            if _version(connection) >= number:
                continue
            if number > 1 and not copied:
                _keep_copy(path, path.with_name(f"{path.name}.before-{number}"))
                copied = True
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _keep_copy(path: Path, copy: Path) -> None:
    # Under another name until it is whole, so that half a copy is never taken for one.
    unfinished = copy.with_name(copy.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    make_private_file(unfinished)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as source,
        closing(sqlite3.connect(unfinished, isolation_level=None)) as target,
    ):
        source.backup(target)
    unfinished.replace(copy)
