"""One connection to a PostgreSQL server, as the store wants a database."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import tuple_row

from copilot_tui.errors import StoreError
from copilot_tui.store.changes import Changes
from copilot_tui.store.database import BUSY_TIMEOUT
from copilot_tui.store.postgres import search_index, transactions
from copilot_tui.store.postgres.cursor import PostgresCursor
from copilot_tui.store.postgres.failures import is_undone, only_said, store_error
from copilot_tui.store.postgres.heard import Heard
from copilot_tui.store.postgres.opened import Opened, open_connection, settle
from copilot_tui.store.postgres.own_row import OwnRow
from copilot_tui.store.postgres.reconnecting import unreachable_if_refused
from copilot_tui.store.postgres.required import Required
from copilot_tui.store.postgres.running import run
from copilot_tui.store.postgres.staging import STAGING_TABLES
from copilot_tui.store.postgres.telling import TellingDatabase
from copilot_tui.store.recent_drafts import RecentDrafts
from copilot_tui.store.repeating import made, repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg import Connection, Cursor
    from psycopg.rows import DictRow

    from copilot_tui.store.database import SqlValue, StagingTables
    from copilot_tui.store.pending_id import PendingId
    from copilot_tui.store.postgres.live import Live
    from copilot_tui.store.search import Search
    from copilot_tui.store.search_index import SearchIndex


class PostgresDatabase(TellingDatabase):
    """An open, migrated database on a server; to be used only by the thread that opened it.

    Round trips are what takes time. All statements go into a pipeline: what begins a
    transaction, locks and writes is sent without waiting, and only a result that is looked
    at, or the end of what was written, is waited for. A fault in what nobody looks at comes
    out there, and whatever was sent behind it has not been done.

    When the connection is lost, the transaction fails; the next one connects again.

    Args:
        dial: makes a new connection, in autocommit mode; called again when one is lost.
        place: which database it is, in words without a password.
        busy_timeout: how long to wait for another copy of this person's, in seconds.
        clock: tells the Unix time in seconds.
        live: tells the other copies of what is written here, and this one of what is written
            there; without it nobody hears of replies that grow, and there are no leases. It is
            stopped when this is closed.

    Attributes:
        transactions: how many were begun.

    Raises:
        StoreUnreachable: the server cannot be reached now.
        StoreError: it cannot be used, or the schema not be brought up to date.
    """

    search_index: SearchIndex | None = search_index

    def __init__(
        self,
        dial: Callable[[], Connection[Any]],
        *,
        place: str,
        busy_timeout: float = BUSY_TIMEOUT,
        clock: Callable[[], float] = time.time,
        live: Live | None = None,
    ) -> None:
        self.now = lambda: made("time", clock)
        self.is_kept = True
        self._dial = dial
        self._place = place
        self._busy_timeout = busy_timeout
        self._is_within = False
        self._writes = False
        self._live = live
        self._required = Required()
        self._heard = Heard()
        self.transactions = 0
        self.recent_drafts = RecentDrafts()
        self._opened = repeated(self._open)
        self._own = OwnRow(self._opened, "" if live is None else live.sender)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See `Database.reading`."""
        if self._is_within:
            yield
            return
        with self._failures_in_words(), self._transaction(transactions.READ):
            yield
            # Nothing hangs on its end, so nobody waits for it.
            self._send(b"COMMIT")

    @contextmanager
    def writing(self, *, brief: bool = False) -> Iterator[None]:
        """See `Database.writing`; only writers of the same person wait for each other."""
        if self._is_within:
            yield
            return
        with self._failures_in_words(), self._within(transactions.WRITE):
            if brief:
                self._send(transactions.WAIT_BRIEFLY)
            self._own.lock()
            yield
            if not self._heard.is_recent:
                # What was lost without a word is kept nowhere only if its end was not sent.
                self._own.wait()
            self._own.note(is_changed=self._writes)
            self._commit()
            self._own.keep()

    @contextmanager
    def adding(self) -> Iterator[None]:
        """See `Database.adding`; it takes no lock."""
        if self._is_within:
            yield
            return
        with self._failures_in_words(), self._within(transactions.WRITE):
            self._send(transactions.WAIT_BRIEFLY)
            self._own.check_version()
            yield
            self._commit()

    @contextmanager
    def staging(self) -> Iterator[None]:
        """See `Database.staging`."""
        with self._failures_in_words(), self._transaction(transactions.STAGE):
            yield
            self._commit()

    def execute(self, statement: str, *values: SqlValue) -> PostgresCursor:
        """See `Database.execute`."""
        cursor = self._opened.connection.cursor(binary=True)
        self._run(cursor, statement, values)
        return PostgresCursor(cursor, self._opened.pipeline)

    def fetch_later(self, statement: str, *values: SqlValue) -> Callable[[], DictRow | None]:
        """See `Database.fetch_later`."""
        return cache(self.execute(statement, *values).fetchone)

    def must_change(
        self, statement: str, *values: SqlValue, otherwise: Callable[[], StoreError]
    ) -> None:
        """See `Database.must_change`; it does not wait."""
        self._run(self._opened.connection.cursor(binary=True), statement, values, otherwise)

    def insert(
        self,
        statement: str,
        *values: SqlValue,
        otherwise: Callable[[], StoreError] | None = None,
    ) -> PendingId:
        """See `Database.insert`; it does not wait."""
        row_id = self._own.next_id()
        cursor = self._opened.connection.cursor(binary=True)
        self._run(cursor, statement, (row_id, *values), otherwise)
        return row_id

    def reserve_ids(self, table: str, number: int) -> int:  # noqa: ARG002
        """See `Database.reserve_ids`; all tables of a person count together."""
        return self._own.reserve(number) if self._is_within else self._own.last_id()

    def tuples(self, statement: str, *values: SqlValue) -> Iterator[tuple[Any, ...]]:
        """See `Database.tuples`."""
        cursor = self._opened.connection.cursor(binary=True, row_factory=tuple_row)
        self._run(cursor, statement, values)
        return iter(cursor)

    def version_of_contents(self) -> int:
        """See `Database.version_of_contents`."""
        return self._own.changes()

    def changed_elsewhere(self) -> Changes:
        """See `Database.changed_elsewhere`; of replies that have grown nobody is asked."""
        if self._live is None:
            return Changes(is_any=self._is_changed())
        told = self._live.take()
        if told.grown and not told.is_any:
            return told
        try:
            return told | Changes(is_any=self._is_changed())
        except StoreError:
            self._live.put_back(told)
            raise

    def _is_changed(self) -> bool:
        with self._failures_in_words():
            self._connect_again()
            try:
                return self._own.changed_elsewhere()
            except psycopg.Error as error:
                settle(self._opened.pipeline)
                # Nothing was written yet for which another place would be needed.
                raise only_said(error, self._place) from error

    def search(self) -> Search:
        """See `Database.search`."""
        from copilot_tui.store.postgres.search import PostgresSearch

        return PostgresSearch(self)

    def staging_tables(self) -> StagingTables:
        """See `Database.staging_tables`."""
        return STAGING_TABLES

    def close(self) -> None:
        """See `Database.close`."""
        if self._live is not None:
            self._live.stop(is_away=bool(self._opened.connection.closed))
        self._opened.close()

    def _open(self) -> Opened:
        with self._failures_in_words():
            return open_connection(self._dial, self._place, self._busy_timeout)

    def _connect_again(self) -> None:
        if self._opened.connection.closed:
            self._opened.close()
            with unreachable_if_refused():
                self._opened = self._open()
            self._own.use(self._opened)

    @contextmanager
    def _within(self, begin: bytes) -> Iterator[None]:
        """A transaction of which others that are begun in it are a part."""
        with self._noting(), self._transaction(begin):
            self._is_within, self._writes = True, False
            try:
                yield
            finally:
                self._is_within = False

    @contextmanager
    def _transaction(self, begin: bytes) -> Iterator[None]:
        self._connect_again()
        is_whole = False
        self.transactions += 1
        self._required.clear()
        self._send(begin)
        try:
            yield
            is_whole = True
        finally:
            if not is_whole:
                self._roll_back()

    def _commit(self) -> None:
        self.commits += 1
        self._send(b"COMMIT")
        try:
            self._opened.pipeline.sync()
        except psycopg.Error as error:
            self.commits -= is_undone(error)
            raise

    def _roll_back(self) -> None:
        settle(self._opened.pipeline)
        with suppress(psycopg.Error):
            self._send(b"ROLLBACK")
            self._opened.pipeline.sync()

    def _send(self, statement: bytes) -> None:
        self._opened.connection.execute(statement)

    def _run(
        self,
        cursor: Cursor[Any],
        statement: str,
        values: tuple[SqlValue, ...],
        otherwise: Callable[[], StoreError] | None = None,
    ) -> None:
        if otherwise is not None:
            self._required.add(cursor, otherwise)
        self._writes |= run(cursor, statement, values, must_change=otherwise is not None)

    @contextmanager
    def _failures_in_words(self) -> Iterator[None]:
        try:
            yield
            self._heard.note()
        except psycopg.Error as error:
            missed = self._required.missed(error)
            raise missed or store_error(error, self._place) from error
