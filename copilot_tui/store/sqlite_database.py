"""One connection to the conversation file."""

from __future__ import annotations

import sqlite3
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copilot_tui.errors import StoreDamaged
from copilot_tui.store import sqlite_search_index
from copilot_tui.store.changes import Changes
from copilot_tui.store.damage_note import damage_note, note_damage
from copilot_tui.store.database import BUSY_TIMEOUT, Database
from copilot_tui.store.failures import migrated_meanwhile, primary_code, store_error
from copilot_tui.store.files import check_writable, make_private_file, make_private_folder
from copilot_tui.store.patience import Patience
from copilot_tui.store.schema import (
    MIGRATIONS,
    check_version,
    check_version_untouched,
    migrate,
    version_of,
)
from copilot_tui.store.stored_text import stored_text
from copilot_tui.store.transaction import TransactionKind, transaction
from copilot_tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from copilot_tui.errors import StoreError
    from copilot_tui.store.database import SqlValue, StagingTables
    from copilot_tui.store.search import Search
    from copilot_tui.store.search_index import SearchIndex

IN_MEMORY = Path(":memory:")
"""Instead of a file: everything is gone when it is closed."""

_RETRY_PAUSE = 0.01


class SqliteDatabase(Database):
    """An open, migrated conversation file; to be used only by the thread that opened it.

    The file is in WAL mode with `synchronous=FULL`: what a finished
    `writing` has written survives a power cut (sqlite.org/pragma.html#pragma_synchronous).

    Args:
        path: the file; it and its folder are made if missing, for their owner only. Or
            `IN_MEMORY`.
        busy_timeout: how long to wait for another process's lock, in seconds.
        clock: tells the Unix time in seconds.

    Attributes:
        now: the clock.

    Raises:
        StoreError: the file cannot be made, opened, read or brought up to date.
        StoreDamaged: that is because of what stands in it.
    """

    search_index: SearchIndex | None = sqlite_search_index

    def __init__(
        self,
        path: Path,
        *,
        busy_timeout: float = BUSY_TIMEOUT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.now = clock
        self.is_kept = path != IN_MEMORY
        self._path = path
        self._is_open = False
        self._is_within = False
        if path != IN_MEMORY:
            make_private_folder(path.parent)
        with self._failures_in_words():
            if path != IN_MEMORY:
                check_version_untouched(path)
                make_private_file(path)
                check_writable(path)
            self._connection = _connect(path, busy_timeout)
            self._patience = Patience(self._connection, busy_timeout)
            self._data_version = self._read_data_version()
        self._is_open = True

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See `Database.reading`."""
        if self._is_within:
            yield
            return
        with (
            self._failures_in_words(),
            self._patience.spent(writes=False),
            transaction(self._connection, TransactionKind.READ),
        ):
            yield

    @contextmanager
    def writing(self, *, brief: bool = False) -> Iterator[None]:
        """See `Database.writing`; what was written is on the disk at its end."""
        if self._is_within:
            yield
            return
        with (
            self._failures_in_words(),
            self._patience.spent(writes=True, brief=brief),
            transaction(self._connection, TransactionKind.WRITE),
        ):
            self._check_still_ours()
            self._is_within = True
            try:
                yield
            finally:
                self._is_within = False

    def adding(self) -> AbstractContextManager[None]:
        """See `Database.adding`; only one can write to a file at a time."""
        return self.writing(brief=True)

    def staging(self) -> AbstractContextManager[None]:
        """See `Database.staging`; the tables stand in a file of their own."""
        return self.reading()

    @contextmanager
    def bare(self) -> Iterator[sqlite3.Connection]:
        """The connection itself, giving plain tuples and asking for no foreign keys.

        For whoever brings rows to safety that may not hang together.
        """
        self._connection.row_factory = None
        try:
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA foreign_keys = OFF")
            yield self._connection
        finally:
            with suppress(sqlite3.Error):
                self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.row_factory = sqlite3.Row

    def execute(self, statement: str, *values: SqlValue) -> sqlite3.Cursor:
        """See `Database.execute`."""
        try:
            return self._connection.execute(statement, values)
        except UnicodeEncodeError:
            # A lone surrogate is no UTF-8. Better one changed character than a lost text.
            return self._connection.execute(
                statement,
                [clean(value) if isinstance(value, str) else value for value in values],
            )

    def insert(
        self,
        statement: str,
        *values: SqlValue,
        otherwise: Callable[[], StoreError] | None = None,
    ) -> int:
        """See `Database.insert`."""
        cursor = self.execute(statement, None, *values)
        if otherwise is not None and not cursor.rowcount:
            raise otherwise()
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def reserve_ids(self, table: str, number: int) -> int:  # noqa: ARG002
        """See `Database.reserve_ids`; they are had as long as the transaction lasts."""
        row = self.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", table).fetchone()
        return 0 if row is None else int(row["seq"])

    def tuples(self, statement: str, *values: SqlValue) -> Iterator[tuple[Any, ...]]:
        """See `Database.tuples`."""
        cursor = self.execute(statement, *values)
        cursor.row_factory = None
        return cursor

    def version_of_contents(self) -> int:
        """See `Database.version_of_contents`."""
        return self._read_data_version()

    def search(self) -> Search:
        """See `Database.search`."""
        from copilot_tui.store.search import Search

        return Search(self)

    def staging_tables(self) -> StagingTables:
        """See `StagingTables`."""
        from copilot_tui.store.sqlite_staging import STAGING_TABLES

        return STAGING_TABLES

    def keep_alive(self) -> None:
        """See `Database.keep_alive`."""

    def grew(self, messages: frozenset[int]) -> None:
        """See `Database.grew`."""

    def tell_itself(self) -> None:
        """See `Database.tell_itself`."""

    def when_told(self, tell: Callable[[], object]) -> None:
        """See `Database.when_told`; only looking tells whether a file has changed."""

    def changed_elsewhere(self) -> Changes:
        """See `Database.changed_elsewhere`."""
        with self._failures_in_words():
            data_version = self._read_data_version()
            changed = data_version != self._data_version
            if changed:
                self._check_still_ours()
        self._data_version = data_version
        return Changes(is_any=changed)

    def close(self) -> None:
        """Tidy up and close; nothing waits for another process here.

        Where damage was met, no more is written: the file is set aside as it was.
        """
        # Everything is safe in the log already; both are for the next start's speed. Damage
        # that is met here is noted for that start.
        with (
            closing(self._connection),
            suppress(StoreDamaged),
            self._failures_in_words(),
            suppress(sqlite3.OperationalError),
        ):
            if damage_note(self._path).exists():
                return
            self._connection.execute("PRAGMA optimize")
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _read_data_version(self) -> int:
        (data_version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(data_version)

    def _check_still_ours(self) -> None:
        if version_of(self._connection) > len(MIGRATIONS):
            raise migrated_meanwhile(self._path)

    @contextmanager
    def _failures_in_words(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            failure = store_error(error, self._path)
            if isinstance(failure, StoreDamaged) and self._is_open and self._path != IN_MEMORY:
                note_damage(self._path)
            raise failure from error


def _connect(path: Path, busy_timeout: float) -> sqlite3.Connection:
    with ExitStack() as cleanup:
        connection = sqlite3.connect(path, timeout=busy_timeout, isolation_level=None)
        cleanup.callback(connection.close)
        connection.row_factory = sqlite3.Row
        connection.text_factory = stored_text
        check_version(connection, path)
        _use_write_ahead_log(connection, time.monotonic() + busy_timeout)
        connection.execute("PRAGMA synchronous = FULL")
        migrate(connection, path)
        connection.execute("PRAGMA foreign_keys = ON")
        cleanup.pop_all()
    return connection


def _use_write_ahead_log(connection: sqlite3.Connection, deadline: float) -> None:
    # SQLite turns a read lock into an exclusive one here and then never calls its busy
    # handler (btree.c, sqlite3BtreeBeginTrans), so the waiting is done by hand. Where the
    # file system has no shared memory, the mode stays as it was, without an error.
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_PAUSE)
        else:
            return
