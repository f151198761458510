"""Folders and files that only their owner can read."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.store.failures import store_error

if TYPE_CHECKING:
    from pathlib import Path

_OWNER_ONLY_FOLDER = 0o700
_OWNER_ONLY_FILE = 0o600


def make_private_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it; 0700 if it is new.

    The mode of a folder that was there before is its owner's choice and stays.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        folder.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise store_error(error, folder) from error


def make_private_file(file: Path) -> None:
    """Make `file` empty and 0600, unless it is there.

    An existing file is not even opened: closing it again would drop the POSIX locks that
    another connection of this process holds on it (sqlite.org/howtocorrupt.html, 2.2).

    Raises:
        OSError: it cannot be made.
    """
    with suppress(FileExistsError):
        file.touch(mode=_OWNER_ONLY_FILE, exist_ok=False)


def make_readable_by_owner_only(database: Path) -> None:
    """Set 0600 on a database and on the two files that SQLite keeps beside it.

    Raises:
        OSError: a mode cannot be changed.
    """
    for suffix in ("", "-wal", "-shm"):
        # The two files come and go as other processes open and close the database.
        with suppress(FileNotFoundError):
            database.with_name(database.name + suffix).chmod(_OWNER_ONLY_FILE)
