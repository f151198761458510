"""Looking at the conversation file without changing anything."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.store.failures import store_error
from copilot_tui.store.passing_copy import readable
from copilot_tui.store.schema import MIGRATIONS, check_version, open_untouched

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROBLEMS = 5
_BUSY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a conversation file is.

    Attributes:
        version: of its format.
        newest: version of the format that this program knows.
        write_ahead: whether it is in WAL mode.
        size: bytes of the file.
        unused: bytes of it that hold nothing any more.
        waiting: bytes in the log beside it, which are not in the file yet.
        conversations: how many there are, those in the trash too.
    """

    version: int
    newest: int
    write_ahead: bool
    size: int
    unused: int
    waiting: int
    conversations: int


def facts_of(path: Path) -> FileFacts:
    """What the file is.

    Raises:
        StoreError: it cannot be read, or is not ours.
    """
    with untouched(path) as connection:
        check_version(connection, path)
        version = _number(connection, "PRAGMA user_version")
        page = _number(connection, "PRAGMA page_size")
        return FileFacts(
            version=version,
            newest=len(MIGRATIONS),
            write_ahead=_is_write_ahead(path),
            size=path.stat().st_size,
            unused=page * _number(connection, "PRAGMA freelist_count"),
            waiting=_size(_log_of(path)),
            conversations=_number(connection, "SELECT count(*) FROM conversations"),
        )


def problems_of(path: Path) -> tuple[str, ...]:
    """The first few things that are wrong in the file; none when it is sound.

    Raises:
        StoreError: it cannot be read.
    """
    found = _check(path)
    # Another copy of the program may have begun to write while an unwritten file was read.
    return _check(path) if found and _log_of(path).exists() else found


def can_write_ahead(folder: Path) -> bool:
    """Whether a file in this folder can be in WAL mode, which needs memory that is shared.

    Where nothing can be written, nothing speaks against it.
    """
    try:
        with (
            tempfile.TemporaryDirectory(dir=folder, prefix=".doctor-") as trial,
            closing(sqlite3.connect(Path(trial) / "trial.db")) as connection,
        ):
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return str(mode) == "wal"
    except sqlite3.OperationalError:
        return False
    except OSError:
        return True


def sqlite_version() -> str:
    """Version of the SQLite in use."""
    return sqlite3.sqlite_version


def has_full_text_search() -> bool:
    """Whether this SQLite was built with FTS5, which the search needs."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
        except sqlite3.OperationalError:
            return False
    return True


def _check(path: Path) -> tuple[str, ...]:
    with untouched(path) as connection:
        rows = connection.execute(f"PRAGMA quick_check({_PROBLEMS})").fetchall()
    return tuple(str(words) for (words,) in rows if words != "ok")


@contextmanager
def untouched(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that cannot write, and leaves no file beside one that nobody has open.

    A reader of a WAL file makes the log and the index beside it if they are not there
    (sqlite.org/wal.html, 5). Where there is no log, nobody has it open, and it can be read
    as one that does not change.

    Raises:
        StoreError: it cannot be read.
    """
    try:
        with (
            readable(path) as source,
            closing(open_untouched(source, busy_timeout=_BUSY_SECONDS)) as connection,
        ):
            yield connection
    except (sqlite3.Error, OSError) as error:
        raise store_error(error, path) from error


def _is_write_ahead(path: Path) -> bool:
    """What the header says (sqlite.org/fileformat.html, 1.3: 2 at the offset 18 is WAL)."""
    with path.open("rb") as file:
        return file.read(20)[18:20] == b"\x02\x02"


def _number(connection: sqlite3.Connection, statement: str) -> int:
    (value,) = connection.execute(statement).fetchone()
    return int(value)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
