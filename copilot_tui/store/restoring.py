"""Putting a copy back in the place of the conversation file."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.errors import StoreDamaged, StoreError
from copilot_tui.store.backup import copy_database
from copilot_tui.store.failures import UNREADABLE, store_error
from copilot_tui.store.files import make_private_folder
from copilot_tui.store.instance import opening, others_alive
from copilot_tui.store.passing_copy import readable
from copilot_tui.store.replacing import (
    SIDE_FILES,
    beside,
    finish_replacement,
    replace_database,
    unused_name,
)
from copilot_tui.store.restorable import check_restorable, not_restorable

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.paths import Paths
    from copilot_tui.store.checking import Contents

_OPENING_SECONDS = 2.0


class Restored(NamedTuple):
    """What was done.

    Attributes:
        whole: what the conversation file holds now.
        before: the name of the one before; None if there was none.
    """

    whole: Contents
    before: Path | None


def restore(paths: Paths, copy: Path) -> Restored:
    """Put a copy in the place of the conversation file, which is kept.

    Raises:
        CopyRefused: the copy is none, is damaged or too new.
        StoreError: a copy of the program runs, or the disk does not take it. In either case
            the conversation file is as it was.
    """
    check_restorable(copy, paths.database)
    make_private_folder(paths.database.parent)
    try:
        with opening(paths.instances, seconds=_OPENING_SECONDS):
            if others_alive(paths.instances):
                raise StoreError(
                    "The program is running, and would go on writing to the file from before.",
                    "Quit all copies of it, then try again.",
                )
            with readable(copy) as source:
                return _put_in_place(paths.database, copy, source)
    except OSError as error:
        raise store_error(error, paths.database) from error


def _put_in_place(database: Path, copy: Path, source: Path) -> Restored:
    finish_replacement(database)
    had_one = any(beside(database, suffix).exists() for suffix in ("", *SIDE_FILES))
    before = unused_name(database, "before-restore")
    new = beside(database, ".restoring")
    try:
        whole = copy_database(source, new)
    except StoreDamaged as damage:
        raise not_restorable(copy) from damage
    _use_write_ahead_log(new)
    _put_log_into(database)
    replace_database(database, new, before)
    return Restored(whole, before if had_one else None)


def _put_log_into(database: Path) -> None:
    """Have all of the file before in one, so that one name stands for it."""
    if not database.exists() or database.stat().st_size == 0:
        return
    # What is damaged is kept as it is.
    with suppress(*UNREADABLE), closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _use_write_ahead_log(new: Path) -> None:
    """Have the file ready for several copies of the program, as the next start would make it.

    Where the file system has no shared memory it stays as it is, as it does then.
    """
    for suffix in SIDE_FILES:
        # What is left of a restore that was broken off is no part of this file.
        beside(new, suffix).unlink(missing_ok=True)
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(new)) as connection:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
