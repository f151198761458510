"""Bringing a conversation file from any older version to the newest."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.errors import StoreError
from copilot_tui.store.failures import UNREADABLE
from copilot_tui.store.files import flush_folder, make_private_file
from copilot_tui.store.transaction import TransactionKind, transaction
from copilot_tui.store.version_1 import APPLICATION_ID, VERSION_1
from copilot_tui.store.version_2 import VERSION_2
from copilot_tui.store.version_3 import VERSION_3
from copilot_tui.store.version_4 import VERSION_4

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Migration: TypeAlias = tuple[str, ...]
"""SQL statements that take the file from one version to the next."""

MIGRATIONS: tuple[Migration, ...] = (VERSION_1, VERSION_2, VERSION_3, VERSION_4)
"""Migration n takes the file from version n - 1 to n. Only ever add to the end."""


_READ_TIMEOUT = 0.5
"""Seconds to wait for a lock where only the version is to be known."""


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
        version = version_of(connection)
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (version or tables):
        raise StoreError(
            f"{path} belongs to another program.",
            "It was left as it is. Move it away, or choose another data folder.",
        )
    if version > len(migrations):
        raise newer_file(path, version, migrations)


def newer_file(
    path: Path, version: int, migrations: Sequence[Migration] = MIGRATIONS
) -> StoreError:
    """The error for a file that a newer program has made."""
    return StoreError(
        f"{path} was written by a newer version of this program.",
        "It was left as it is. Update this program, or choose another data folder.",
        detail=f"The file has version {version}; up to {len(migrations)} is known.",
    )


def check_version_untouched(path: Path) -> None:
    """Refuse a file of a newer program without opening it for writing.

    Whoever opens a database for writing may put what stands in its log into it when he
    closes it (sqlite.org/wal.html#automatic_checkpoint). What cannot be read here is left
    to be found by the opening itself.

    Raises:
        StoreError: the file is not ours to write.
    """
    if not path.exists() or path.stat().st_size == 0:
        return
    with suppress(*UNREADABLE), closing(open_untouched(path)) as connection:
        check_version(connection, path)


def open_untouched(path: Path, *, busy_timeout: float = _READ_TIMEOUT) -> sqlite3.Connection:
    """Open a database, with the log beside it if there is one, so that neither changes.

    Args:
        path: the file.
        busy_timeout: how long to wait for another program's lock, in seconds.

    Raises:
        sqlite3.Error: it cannot be opened.
    """
    log = path.with_name(f"{path.name}-wal")
    # Without a log there is nothing that another process could be writing into it.
    alone = "" if log.exists() else "&immutable=1"
    uri = f"{path.absolute().as_uri()}?mode=ro{alone}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=busy_timeout)


def migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Bring the file up to date; safe when several processes do so at once.

    All that is missing is one transaction together with its record in `user_version`, so
    that no process ever takes a file that is being made for an old one. Before existing
    data is changed, a copy is kept as `<name>.before-<version>`.

    Args:
        connection: in autocommit mode, with foreign keys off, so that a migration can
            make a table anew.
        path: the file behind `connection`.
        migrations: all of them, from the first version on.

    Raises:
        sqlite3.Error: SQLite refused; the file is as it was.
        OSError: the copy could not be made.
    """
    if version_of(connection) >= len(migrations):
        return
    with transaction(connection, TransactionKind.WRITE):
        # Another process may have done it while this one waited for the lock.
        version = version_of(connection)
        if version >= len(migrations):
            return
        if version:
            _keep_copy(path, path.with_name(f"{path.name}.before-{version + 1}"))
        apply(connection, version, migrations)


def apply(
    connection: sqlite3.Connection, version: int, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Run the migrations after `version` and record them, within the caller's transaction."""
    for statements in migrations[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(migrations)}")


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations the file has had."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _keep_copy(path: Path, copy: Path) -> None:
    # Under another name until it is whole, so that half a copy is never taken for one.
    unfinished = copy.with_name(copy.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    make_private_file(unfinished)
    try:
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as source,
            closing(sqlite3.connect(unfinished, isolation_level=None)) as target,
        ):
            source.backup(target)
        unfinished.replace(copy)
    finally:
        unfinished.unlink(missing_ok=True)
    flush_folder(copy.parent)
