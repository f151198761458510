"""Bringing a conversation file from any older version to the newest."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.errors import StoreError
from copilot_tui.store.files import make_private_file
from copilot_tui.store.transaction import TransactionKind, transaction
from copilot_tui.store.version_1 import APPLICATION_ID, VERSION_1
from copilot_tui.store.version_2 import VERSION_2

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Migration: TypeAlias = tuple[str, ...]
"""SQL statements that take the file from one version to the next."""

MIGRATIONS: tuple[Migration, ...] = (VERSION_1, VERSION_2)
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
    if _version(connection) >= len(migrations):
        return
    with transaction(connection, TransactionKind.WRITE):
        # Another process may have done it while this one waited for the lock.
        version = _version(connection)
        if version >= len(migrations):
            return
        if version:
            _keep_copy(path, path.with_name(f"{path.name}.before-{version + 1}"))
        for statements in migrations[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


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
