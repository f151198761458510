"""One connection to the conversation file."""

from __future__ import annotations

import sqlite3
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.store.failures import store_error
from copilot_tui.store.files import (
    make_private_file,
    make_private_folder,
    make_readable_by_owner_only,
)
from copilot_tui.store.patience import Patience
from copilot_tui.store.schema import check_version, migrate
from copilot_tui.store.stored_text import stored_text
from copilot_tui.store.transaction import TransactionKind, transaction
from copilot_tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SqlValue: TypeAlias = str | int | float | None

BUSY_TIMEOUT = 5.0
_RETRY_PAUSE = 0.01


class Database:
    """An open, migrated conversation file; to be used only by the thread that opened it.

    Every statement runs inside `reading` or `writing`, which turn what SQLite reports
    into `StoreError`. The file is in WAL mode with `synchronous=FULL`: what a finished
    `writing` has written survives a power cut (sqlite.org/pragma.html#pragma_synchronous).

    Args:
        path: the file; it and its folder are made if missing, for their owner only.
        busy_timeout: how long to wait for another process's lock, in seconds.
        clock: tells the Unix time in seconds.

    Attributes:
        now: the clock.

    Raises:
        StoreError: the file cannot be made, opened, read or brought up to date.
    """

    def __init__(
        self,
        path: Path,
        *,
        busy_timeout: float = BUSY_TIMEOUT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.now = clock
        self._path = path
        make_private_folder(path.parent)
        with self._failures_in_words():
            make_private_file(path)
            self._connection = _connect(path, busy_timeout)
            self._patience = Patience(self._connection, busy_timeout)
            self._data_version = self._read_data_version()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A transaction whose statements all see the same state of the file."""
        with (
            self._failures_in_words(),
            self._patience.spent(writes=False),
            transaction(self._connection, TransactionKind.READ),
        ):
            yield

    @contextmanager
    def writing(self, *, brief: bool = False) -> Iterator[None]:
        """A transaction that is on the disk at its end, or leaves no trace if it fails.

        Args:
            brief: do not wait long for another program's lock; whoever asks tries again.
        """
        with (
            self._failures_in_words(),
            self._patience.spent(writes=True, brief=brief),
            transaction(self._connection, TransactionKind.WRITE),
        ):
            yield

    def execute(self, statement: str, *values: SqlValue) -> sqlite3.Cursor:
        """Run one statement; only inside `reading` or `writing`."""
        try:
            return self._connection.execute(statement, values)
        except UnicodeEncodeError:
            # A lone surrogate is no UTF-8. Better one changed character than a lost text.
            return self._connection.execute(
                statement,
                [clean(value) if isinstance(value, str) else value for value in values],
            )

    def changed_elsewhere(self) -> bool:
        """Whether another connection has committed since the last call or the opening."""
        with self._failures_in_words():
            data_version = self._read_data_version()
        changed = data_version != self._data_version
        self._data_version = data_version
        return changed

    def close(self) -> None:
        """Tidy up and close; nothing waits for another process here."""
        with self._failures_in_words():
            # Everything is safe in the log already; both are for the next start's speed.
            with suppress(sqlite3.OperationalError):
                self._connection.execute("PRAGMA optimize")
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._connection.close()

    def _read_data_version(self) -> int:
        (data_version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(data_version)

    @contextmanager
    def _failures_in_words(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise store_error(error, self._path) from error


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
        make_readable_by_owner_only(path)
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
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_PAUSE)
        else:
            return
