"""What of SQLite's and the system's own words is shown."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from copilot_tui.errors import StoreError, Unwritable
from copilot_tui.store.failures import store_error


def of_sqlite(code: int, words: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(words)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "error",
    [
        of_sqlite(sqlite3.SQLITE_BUSY, "database is locked"),
        of_sqlite(sqlite3.SQLITE_FULL, "database or disk is full"),
        of_sqlite(sqlite3.SQLITE_READONLY, "attempt to write a readonly database"),
        OSError(errno.EACCES, "Permission denied"),
    ],
)
def test_raw_words_are_left_out_where_the_sentence_says_it_all(
    error: sqlite3.Error | OSError,
) -> None:
    told = store_error(error, Path("conversations.db"))

    assert "conversations.db" in told.what
    assert told.detail == ""


def test_raw_words_are_kept_where_they_say_more() -> None:
    told = store_error(of_sqlite(sqlite3.SQLITE_IOERR, "disk I/O error (fsync)"), Path("x.db"))

    assert told.detail == "disk I/O error (fsync)"


def test_the_words_of_the_system_name_no_file_that_only_the_program_knows() -> None:
    inner = FileNotFoundError(errno.ENOENT, "No such file or directory", "/x/copy.db.unfinished")
    told = store_error(inner, Path("/x/copy.db"))

    assert told.detail == "No such file or directory."


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, Unwritable),
        (errno.EROFS, Unwritable),
        (errno.EACCES, Unwritable),
        (errno.EIO, StoreError),
        (errno.ENOTDIR, StoreError),
    ],
)
def test_what_keeps_only_from_writing_is_told_apart(number: int, kind: type[StoreError]) -> None:
    assert type(store_error(OSError(number, ""), Path("x.db"))) is kind


def test_an_error_of_a_disk_without_room_is_told_as_a_full_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So SQLite reports it when there is no room for the index of its log."""
    usage = SimpleNamespace(free=8_192)
    monkeypatch.setattr("copilot_tui.store.failures.shutil.disk_usage", lambda _: usage)
    told = store_error(of_sqlite(sqlite3.SQLITE_IOERR, "disk I/O error"), Path("x.db"))
    assert told.what == "The disk is full, so x.db could not be written."
