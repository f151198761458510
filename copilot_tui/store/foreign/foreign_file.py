"""Reading another program's SQLite file without touching it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.errors import ImportRefused
from copilot_tui.store.files import make_private_file
from copilot_tui.store.passing_folder import passing_folder
from copilot_tui.transfer.source import LARGEST_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

ForeignRow: TypeAlias = Mapping[str, str | int | float | bytes | None]
"""The columns of a row by name. What a column holds is not certain: SQLite takes anything."""

Tables: TypeAlias = Mapping[str, frozenset[str]]
"""The columns of each table."""

_HEADER = b"SQLite format 3\x00"
_BESIDE = ("-wal", "-journal")
_ATTEMPTS = 5
_LARGEST_PAGE = 65_536
_WORD_LIMIT = 200
_LONGEST_VALUE = 256 << 20
"""Bytes of a value; a longer one is an error for the row with it."""


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Rows up to the place where the file is damaged.

    Attributes:
        rows: that could be read.
        fault: SQLite's own words on why no more could; empty where all were read.
    """

    rows: list[ForeignRow]
    fault: str = ""


class DamagedFile(Exception):
    """SQLite cannot read something in the file; the text is its own words."""


class ForeignFile:
    """A copy of another program's database, open for reading.

    Attributes:
        is_cut_off: whether the end of it is missing.
    """

    def __init__(self, connection: sqlite3.Connection, *, is_cut_off: bool) -> None:
        self._connection = connection
        self.is_cut_off = is_cut_off

    def tables(self) -> Tables:
        """The real tables; a view could compute for ever.

        Raises:
            DamagedFile: see there.
        """
        found = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        names = [str(row["name"]) for row in found]
        if self.is_cut_off and not names:
            raise DamagedFile("it was cut off near its beginning")
        return {
            name: frozenset(
                str(row["name"]) for row in self.rows("SELECT name FROM pragma_table_info(?)", name)
            )
            for name in names
        }

    def rows(self, statement: str, *values: str | int | float | None) -> list[ForeignRow]:
        """What a statement finds.

        Raises:
            DamagedFile: see there.
        """
        found = self.readable_rows(statement, *values)
        if found.fault:
            raise DamagedFile(found.fault)
        return found.rows

    def readable_rows(self, statement: str, *values: str | int | float | None) -> ReadRows:
        """What a statement finds until something in the file is damaged."""
        rows: list[ForeignRow] = []
        try:
            rows.extend(dict(row) for row in self._connection.execute(statement, values))
        except UnicodeDecodeError:
            # SQLite's words quote a damaged schema, and Python cannot read them.
            return ReadRows(rows, "its schema is no text")
        except (sqlite3.Error, OverflowError) as error:
            return ReadRows(rows, str(error)[:_WORD_LIMIT])
        return ReadRows(rows)


def is_sqlite_file(path: Path) -> bool:
    """Whether a file begins as an SQLite file does (sqlite.org/fileformat2.html, 1.3).

    Raises:
        OSError: it cannot be read.
    """
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER


@contextmanager
def foreign_file(path: Path) -> Iterator[ForeignFile]:
    """A private copy of the file and of the journal beside it, gone at the end.

    Opening the file itself would make files beside it and, where its program left a journal,
    change it. Its locks do not matter to a copy.

    Raises:
        ImportRefused: it cannot be copied as it is at one moment.
    """
    with passing_folder() as folder:
        copy = folder / "copy.sqlite"
        _copy(path, copy)
        is_cut_off = _without_half_a_page(copy)
        with closing(_open(copy)) as connection:
            yield ForeignFile(connection, is_cut_off=is_cut_off)


def _without_half_a_page(copy: Path) -> bool:
    """Take a page that is not whole off the end, as SQLite would read zeros for the rest.

    Returns:
        Whether the file is shorter than it says (sqlite.org/fileformat2.html, 1.3.2 and 1.3.7).
    """
    with copy.open("r+b") as file:
        header = file.read(100)
        if not header.startswith(_HEADER):
            return False
        size = int.from_bytes(header[16:18]) or _LARGEST_PAGE
        size = _LARGEST_PAGE if size == 1 else size
        pages, there = int.from_bytes(header[28:32]), copy.stat().st_size
        # Some programs write no number of pages; it counts only with the number of changes.
        is_told = header[24:28] == header[92:96]
        is_cut_off = there % size > 0 or (is_told and there < pages * size)
        if there % size and not Path(f"{copy}-wal").exists():
            file.truncate(there - there % size)
    return is_cut_off


def _open(path: Path) -> sqlite3.Connection:
    # One thread at a time reads it, but not always the same one.
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.text_factory = _decoded
    connection.execute("PRAGMA trusted_schema = OFF")
    # Or of a file that was cut off nothing at all could be read. It is only a copy.
    connection.execute("PRAGMA writable_schema = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    return connection


def _copy(path: Path, copy: Path) -> None:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ImportRefused(f"{path.name} is larger than {LARGEST_FILE >> 30} GiB.")
        for _ in range(_ATTEMPTS):
            before = _state(path)
            for ending in ("", *_BESIDE):
                source, target = Path(f"{path}{ending}"), Path(f"{copy}{ending}")
                target.unlink(missing_ok=True)
                if source.is_file():
                    make_private_file(target)
                    shutil.copyfile(source, target)
            if _state(path) == before:
                return
    except OSError as error:
        words = error.strerror or str(error)
        raise ImportRefused(f"{path.name} cannot be read.", detail=f"{words}.") from error
    raise ImportRefused(f"{path.name} is being written to.", "Close its program and try again.")


def _state(path: Path) -> list[tuple[int, int] | None]:
    state: list[tuple[int, int] | None] = []
    for ending in ("", *_BESIDE):
        try:
            facts = Path(f"{path}{ending}").stat()
        except FileNotFoundError:
            state.append(None)
        else:
            state.append((facts.st_mtime_ns, facts.st_size))
    return state


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")
