"""One connection to the conversation file."""

from __future__ import annotations

import sqlite3
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from copilot_tui.errors import StoreDamaged
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

SqlValue: TypeAlias = str | int | float | bytes | None

IN_MEMORY = Path(":memory:")
"""Instead of a file: everything is gone when it is closed."""

BUSY_TIMEOUT = 5.0
_RETRY_PAUSE = 0.01


class Database:
    """An open, migrated conversation file; to be used only by the thread that opened it.

    Every statement runs inside `reading` or `writing`, which turn what SQLite reports
    into `StoreError`. The file is in WAL mode with `synchronous=FULL`: what a finished
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

    def __init__(
        self,
        path: Path,
        *,
        busy_timeout: float = BUSY_TIMEOUT,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.now = clock
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
        """A transaction whose statements all see the same state of the file.

        Within `writing` it is a part of that.
        """
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
        """A transaction that is on the disk at its end, or leaves no trace if it fails.

        Within another one it is a part of that.

        Args:
            brief: do not wait long for another program's lock; whoever asks tries again.
        """
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
        """Whether another connection has committed since the last call or the opening.

        Raises:
            StoreError: also when that was a newer program, which has changed the tables.
        """
        with self._failures_in_words():
            data_version = self._read_data_version()
            changed = data_version != self._data_version
            if changed:
                self._check_still_ours()
        self._data_version = data_version
        return changed

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


def note_damage(path: Path) -> None:
    """Leave word beside a database that the next start is to look at all of it."""
    # Who cannot even do that will meet the damage once more.
    with suppress(OSError):
        damage_note(path).touch(mode=0o600)


@contextmanager
def damage_noted(path: Path) -> Iterator[None]:
    """Do what also leaves that word where damage is met."""
    try:
        yield
    except StoreDamaged:
        note_damage(path)
        raise


def damage_note(path: Path) -> Path:
    """The empty file that says so."""
    return path.with_name(f"{path.name}.is-damaged")


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
