"""Whether a file is a copy of the conversations, and can be put in their place."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from copilot_tui.errors import CopyRefused
from copilot_tui.store.failures import UNREADABLE, store_error
from copilot_tui.store.named_file import check_contents
from copilot_tui.store.passing_copy import readable
from copilot_tui.store.schema import MIGRATIONS, open_untouched, version_of
from copilot_tui.store.version_1 import APPLICATION_ID

if TYPE_CHECKING:
    from pathlib import Path

_LIST = "copilot-tui restore lists the copies."
_ANOTHER = f"Choose another one: {_LIST}"


def check_restorable(copy: Path, database: Path) -> None:
    """Refuse what cannot be put in the place of the conversation file.

    Args:
        copy: what is to be put back.
        database: what it is to take the place of; it need not exist.

    Raises:
        CopyRefused: it says why.
    """
    if _is_same(copy, database):
        raise CopyRefused(
            f"{copy} is the conversation file itself, so there is nothing to put back.", _ANOTHER
        )
    check_copy(copy)


def check_copy(copy: Path) -> None:
    """Refuse what is no conversation file that this program knows.

    Raises:
        CopyRefused: it says what it is.
    """
    try:
        _check_kind(copy)
        # SQLite would leave traces beside the log of another program.
        check_contents(copy)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CopyRefused(f"There is no file {copy}.", _LIST) from error
    except PermissionError as error:
        raise CopyRefused(f"You may not read {copy}.", "Give yourself access to it.") from error
    except OSError as error:
        raise CopyRefused(
            f"{copy} cannot be read.", _ANOTHER, detail=f"{error.strerror}."
        ) from error
    _check_version(copy)


def not_restorable(copy: Path) -> CopyRefused:
    """The error for a file that is something else, or too damaged to tell."""
    return CopyRefused(f"{copy} is not a conversation file, or is damaged.", _ANOTHER)


def _check_kind(copy: Path) -> None:
    status = copy.stat()
    if stat.S_ISDIR(status.st_mode):
        raise CopyRefused(f"{copy} is a folder.", f"Name a file: {_LIST}")
    if not stat.S_ISREG(status.st_mode):
        raise CopyRefused(
            f"{copy} is {_kind(status.st_mode)}, and no copy.", f"Name a file: {_LIST}"
        )
    if not status.st_size:
        raise CopyRefused(f"{copy} is empty.", _ANOTHER)


def _is_same(copy: Path, database: Path) -> bool:
    # What cannot be looked at is told where the file is to be replaced.
    with suppress(OSError):
        return copy.samefile(database)
    return False


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"


def _check_version(copy: Path) -> None:
    try:
        with readable(copy) as source, closing(open_untouched(source)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            version = version_of(connection)
    except sqlite3.OperationalError as error:
        # Such as that it is locked.
        told = store_error(error, copy)
        raise CopyRefused(told.what, told.todo, detail=told.detail) from error
    except UNREADABLE as error:
        raise not_restorable(copy) from error
    if application != APPLICATION_ID:
        raise CopyRefused(f"{copy} is a database of another program.", _ANOTHER)
    if version > len(MIGRATIONS):
        raise CopyRefused(
            f"{copy} was written by a newer version of this program.",
            "Update this program, then try again.",
            detail=f"The file has version {version}; up to {len(MIGRATIONS)} is known.",
        )
    if not version:
        raise not_restorable(copy)
