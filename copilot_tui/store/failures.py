"""What SQLite and the system report, in words for whoever reads the screen."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.errors import Gone, StoreDamaged, StoreError, Unwritable

if TYPE_CHECKING:
    from pathlib import Path

_PRIMARY_CODE = 0xFF
"""The low byte of SQLite's extended result codes (sqlite.org/rescode.html)."""


_LOG_INDEX = 65_536
"""Bytes: the index of a log is made in pieces of 32 KiB (sqlite.org/walformat.html), and
something has to go into the log as well."""

UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What reading a damaged file can end in: Python also decodes what SQLite says of it."""

_UNDECODED = "Could not decode to UTF-8"


@dataclass(frozen=True, slots=True)
class _Sentences:
    """What happened, with `{path}` in it, and what to do."""

    what: str
    todo: str


_FULL = _Sentences(
    "The disk is full, so {path} could not be written.",
    "Free some space and try again.",
)
_READ_ONLY = _Sentences(
    "{path} is read-only.",
    "Make it and its folder writable, or choose another data folder.",
)
_NOT_PERMITTED = _Sentences(
    "You are not permitted to write {path}.",
    "Give yourself write access to the file and its folder, or choose another data folder.",
)
_LOCKED = _Sentences(
    "Another program has kept {path} locked for too long.",
    "Try again; if it goes on, close the other program.",
)
_NOT_A_DATABASE = _Sentences(
    "{path} is not a conversation file.",
    "It was left as it is. Move it away, or choose another data folder, and start again.",
)
_CORRUPT = _Sentences(
    "{path} is damaged.",
    "Quit and start again: then it is set aside, and what can be read of it is recovered.",
)
_CANNOT_OPEN = _Sentences(
    "{path} could not be opened.",
    "Check that its folder exists and that you may write there.",
)
_IN_THE_WAY = _Sentences(
    "{path} could not be made, because something else is in its way.",
    "Check the path: each folder on it must be a folder, and the file must be a file.",
)
_DISK_FAILED = _Sentences(
    "The disk reported an error at {path}.",
    "Check the disk and the connection to it, then try again.",
)
_GONE = _Sentences(
    "What was to be changed in {path} no longer exists.",
    "It may have been deleted in another window; choose another conversation.",
)
_TOO_BIG = _Sentences(
    "The text is too long for {path}.",
    "Shorten it; one message can hold about a gigabyte.",
)
_CLOSED = _Sentences("{path} has already been closed.", "Start the program again.")
_OTHER = _Sentences("{path} could not be used.", "Try again; if it goes on, report the fault.")

_SAY_ALL = (_FULL, _READ_ONLY, _NOT_PERMITTED, _LOCKED)
"""Those beside which the words of SQLite and the system say nothing more."""

_UNWRITABLE = (_FULL, _READ_ONLY, _NOT_PERMITTED, _CANNOT_OPEN)
"""Those that may keep only who writes from a file: to open it is to write for SQLite."""

_BY_SQLITE_CODE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _NOT_PERMITTED,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_NOTADB: _NOT_A_DATABASE,
    sqlite3.SQLITE_CORRUPT: _CORRUPT,
    sqlite3.SQLITE_CANTOPEN: _CANNOT_OPEN,
    sqlite3.SQLITE_IOERR: _DISK_FAILED,
    sqlite3.SQLITE_CONSTRAINT: _GONE,
    sqlite3.SQLITE_TOOBIG: _TOO_BIG,
}
_BY_ERRNO = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _READ_ONLY,
    errno.EACCES: _NOT_PERMITTED,
    errno.EPERM: _NOT_PERMITTED,
    errno.ENOENT: _CANNOT_OPEN,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.EIO: _DISK_FAILED,
}


def store_error(error: sqlite3.Error | OSError | UnicodeDecodeError, path: Path) -> StoreError:
    """Say in plain words what `error` means for the file or folder `path`."""
    if isinstance(error, UnicodeDecodeError):
        sentences = _CORRUPT
    elif isinstance(error, OSError):
        sentences = _BY_ERRNO.get(error.errno or 0, _OTHER)
    else:
        sentences = _sentences_of(error)
    if sentences is _DISK_FAILED and has_no_room(path):
        sentences = _FULL
    detail = "" if sentences in _SAY_ALL else _words_of(error)
    return _kind(sentences)(sentences.what.format(path=path), sentences.todo, detail=detail)


def primary_code(error: sqlite3.Error) -> int | None:
    """What SQLite reported, without what it knows more closely; None if it was not SQLite."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY_CODE


def migrated_meanwhile(path: Path) -> StoreError:
    """The error for a file that a newer program has changed while this one had it open."""
    return StoreError(
        f"{path} has just been brought up to date by a newer version of this program.",
        "Nothing more is written from here. Quit, and start the newer version.",
    )


def _kind(sentences: _Sentences) -> type[StoreError]:
    if sentences is _GONE:
        return Gone
    if sentences in _UNWRITABLE:
        return Unwritable
    return StoreDamaged if sentences in (_CORRUPT, _NOT_A_DATABASE) else StoreError


def _words_of(error: Exception) -> str:
    """What the system says; not the path, which may be one that only this program knows."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}."
    return str(error)


def _sentences_of(error: sqlite3.Error) -> _Sentences:
    code = primary_code(error)
    if code is not None:
        return _BY_SQLITE_CODE.get(code, _OTHER)
    # Errors that Python's module raises by itself carry no code; in correct use of one
    # connection on one thread that is only the use after closing.
    return _CLOSED if isinstance(error, sqlite3.ProgrammingError) else _OTHER


def has_no_room(path: Path) -> bool:
    """Whether SQLite cannot even make the index of its log, which it calls an I/O error."""
    try:
        return shutil.disk_usage(path.parent).free < _LOG_INDEX
    except OSError:
        return False


def missing(thing: str) -> Gone:
    """The error for a row that is not there; `thing` is "conversation" or "message"."""
    return Gone(
        f"That {thing} no longer exists.",
        "It may have been deleted in another window; choose another conversation.",
    )
