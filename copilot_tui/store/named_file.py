"""Whether a file that the user has named may become, or is, a conversation file.

It is only looked at: neither SQLite nor its lock files are needed for that, so what is refused
here is exactly as it was, and so is what lies beside it.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Final

from copilot_tui.errors import CopyRefused
from copilot_tui.store.failures import store_error
from copilot_tui.store.version_1 import APPLICATION_ID

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.paths import Paths

_HEADER: Final = b"SQLite format 3\x00"
_VERSION: Final = slice(60, 64)
_APPLICATION: Final = slice(68, 72)
_LIST_OF_TABLES: Final = slice(100, 105)
"""The beginning of the list: its kind of page, a free place, and how many entries there are."""

_EMPTY_LIST: Final = b"\x0d\x00\x00\x00\x00"
_BEGINNING: Final = _LIST_OF_TABLES.stop
"""Bytes of a file that are read (sqlite.org/fileformat2.html, 1.3 and 1.6)."""

_LOG_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_PAGE_SIZE: Final = slice(8, 12)
_NUMBER_OF_PAGE: Final = slice(0, 4)
"""Of a log and its frames (sqlite.org/fileformat2.html, 4.1)."""

_SMALLEST_PAGE: Final = 512
_LEFT: Final = "It was left as it is. Name another file, or one that is not there yet."


def check_named_file(paths: Paths) -> None:
    """Refuse to open or make conversations in a file that is something else.

    An empty file is taken for a new one, and so is a database without a table. Nothing is
    asked of the file that the program has by itself: what is damaged there is recovered.

    Args:
        paths: with the file; without one there is nothing to check.

    Raises:
        CopyRefused: it is something else, or its folder is missing.
        StoreError: it cannot be looked at.
    """
    path = paths.database_file
    if path is None or path == paths.own_database:
        return
    try:
        _check(path)
    except OSError as error:
        raise store_error(error, path) from error


def _check(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        _check_folder(path)
        _check_log(path)
        return
    except NotADirectoryError:
        _check_folder(path)
        raise
    if stat.S_ISDIR(mode):
        raise CopyRefused(f"{path} is a folder.", "Name a file.")
    if not stat.S_ISREG(mode):
        raise CopyRefused(f"{path} is no regular file.", "Name another one.")
    beginning = check_contents(path)
    if _is_ours(beginning):
        _check_version(path, beginning)


def is_known_as_ours(path: Path) -> bool:
    """Whether a file that is there, or the log beside it, begins as ours do.

    Of an empty one that may become ours nobody can tell whose it is.

    Raises:
        StoreError: it cannot be looked at.
    """
    log = path.with_name(f"{path.name}-wal")
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
        return _is_ours(beginning) or (not beginning and log.exists() and _is_log_of_ours(log))
    except OSError as error:
        raise store_error(error, path) from error


def check_contents(path: Path) -> bytes:
    """Refuse a file that holds something else; an empty one does not.

    Returns:
        How it begins.

    Raises:
        CopyRefused: it does.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    if not beginning or _is_without_tables(beginning):
        _check_log(path)
    elif not beginning.startswith(_HEADER):
        raise CopyRefused(f"{path} is not a conversation file, or is damaged.", _LEFT)
    elif not _is_ours(beginning):
        raise CopyRefused(f"{path} is a database of another program.", _LEFT)
    return beginning


def _check_folder(path: Path) -> None:
    folder = path.parent
    if not folder.exists():
        raise CopyRefused(
            f"There is no folder {folder}.", "Make it first, or name a file in another one."
        )
    if not folder.is_dir():
        raise CopyRefused(f"{folder} is no folder.", "Name a file in another one.")


def _check_log(path: Path) -> None:
    """Refuse where all that there is stands in a log, and that is of something else."""
    log = path.with_name(f"{path.name}-wal")
    try:
        is_other = log.stat().st_size > 0 and not _is_log_of_ours(log)
    except FileNotFoundError:
        return
    if is_other:
        raise CopyRefused(f"{log} belongs to another program.", _LEFT)


def _check_version(path: Path, beginning: bytes) -> None:
    from copilot_tui.store.schema import MIGRATIONS, newer_file

    version = int.from_bytes(beginning[_VERSION])
    if version > len(MIGRATIONS):
        raise newer_file(path, version)


def _is_without_tables(beginning: bytes) -> bool:
    return (
        beginning.startswith(_HEADER)
        and not any(beginning[_APPLICATION])
        and not any(beginning[_VERSION])
        and beginning[_LIST_OF_TABLES] == _EMPTY_LIST
    )


def _is_ours(beginning: bytes) -> bool:
    return beginning.startswith(_HEADER) and beginning[_APPLICATION] == APPLICATION_ID.to_bytes(4)


def _is_log_of_ours(log: Path) -> bool:
    """Whether a log holds the beginning of one of our files."""
    with log.open("rb") as file:
        page = int.from_bytes(file.read(_LOG_HEADER)[_PAGE_SIZE])
        if page < _SMALLEST_PAGE:
            return False
        while len(frame := file.read(_FRAME_HEADER)) == _FRAME_HEADER:
            beginning = file.read(page)
            if int.from_bytes(frame[_NUMBER_OF_PAGE]) == 1 and _is_ours(beginning):
                return True
    return False
