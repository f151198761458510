"""What the store needs of a database, whichever it is.

SQL outside the back ends is written once, in what SQLite and PostgreSQL both know and in
SQLite's style of parameters; `postgres/translation.py` lists what is turned into PostgreSQL's
words. What it cannot say alike is a method here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from copilot_tui.errors import StoreError
    from copilot_tui.store.changes import Changes
    from copilot_tui.store.pending_id import PendingId
    from copilot_tui.store.recent_drafts import RecentDrafts
    from copilot_tui.store.search import Search
    from copilot_tui.store.search_index import SearchIndex

RowId: TypeAlias = "int | PendingId"
"""Of a row that is added; `int` of it is the number, see `PendingId`."""

SqlValue: TypeAlias = "str | int | float | bytes | PendingId | None"

BUSY_TIMEOUT = 5.0
"""Seconds to wait for somebody else's lock."""

NO_LIMIT = (1 << 63) - 1
"""For `LIMIT`, where all is wanted: PostgreSQL knows no negative one."""

AMONG_IDS = "(SELECT CAST(value AS BIGINT) FROM json_each(?))"
"""For `IN`, with a JSON array of ids as its value."""

AMONG_TEXTS = "(SELECT CAST(value AS TEXT) FROM json_each(?))"
"""For `IN`, with a JSON array of texts as its value."""


class Row(Protocol):
    """A row of a result, by the names of its columns."""

    def __getitem__(self, name: str, /) -> Any:
        """The value in a column."""


class Cursor(Protocol):
    """What a statement brings; on a server it is waited for only when it is looked at."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """The next `Row`; None after the last one."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""


class StagingTables(NamedTuple):
    """SQL for the tables in which an import waits, which only this connection sees.

    Attributes:
        create: makes them.
        complete: makes them fast to read, when all is in them and has its place.
        drop: removes them.
    """

    create: tuple[str, ...]
    complete: tuple[str, ...]
    drop: tuple[str, ...]


class Database(ABC):
    """An open, migrated database; to be used only by the thread that opened it.

    Every statement runs inside `reading`, `writing` or `staging`, which turn what the
    database reports into `StoreError`.

    Attributes:
        now: tells the Unix time in seconds.
        is_kept: whether what is written here is there again at the next start.
        search_index: keeps the index of the full-text search in step; None where there is
            no search.
        commits: how often what was written on a server was to be kept, whether or not that is
            known to have happened.
        recent_drafts: the unsent texts that were read and written; None in a file, which is
            not lost from one moment to the next.
    """

    now: Callable[[], float]
    is_kept: bool
    search_index: SearchIndex | None
    commits: int = 0
    recent_drafts: RecentDrafts | None = None
    _notes: list[Callable[[], object]] | None = None

    def when_kept(self, note: Callable[[], object]) -> None:
        """Note what was read and written, once the transaction that is open has been kept.

        Args:
            note: called at once where there is none, and never where it fails.
        """
        if self._notes is None:
            note()
        else:
            self._notes.append(note)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Around a transaction, at the end of which it is known to have been kept."""
        notes: list[Callable[[], object]] = []
        self._notes = notes
        try:
            yield
        finally:
            self._notes = None
        for note in notes:
            note()

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """A transaction whose statements all see the same state.

        Within `writing` it is a part of that.
        """

    @abstractmethod
    def writing(self, *, brief: bool = False) -> AbstractContextManager[None]:
        """A transaction that is kept at its end, or leaves no trace if it fails.

        Nobody else writes meanwhile, so that what is read in it stays true. Within another
        one it is a part of that.

        Args:
            brief: do not wait long for somebody else's lock; whoever asks tries again.
        """

    @abstractmethod
    def adding(self) -> AbstractContextManager[None]:
        """The same for what only this copy of the program writes; it waits for nobody long.

        On a server others may write meanwhile.
        """

    @abstractmethod
    def staging(self) -> AbstractContextManager[None]:
        """A transaction that changes nothing but tables which only this connection sees.

        All its statements see the same state of the others.
        """

    @abstractmethod
    def execute(self, statement: str, *values: SqlValue) -> Cursor:
        """Run one statement; only inside a transaction."""

    def fetch_later(self, statement: str, *values: SqlValue) -> Callable[[], Row | None]:
        """Ask for the first row of a result; only inside a transaction.

        Returns:
            What returns it. On a server it is waited for then, or has come in with something
            else by then, such as the end of the transaction.
        """
        row: Row | None = self.execute(statement, *values).fetchone()
        return lambda: row

    def must_change(
        self, statement: str, *values: SqlValue, otherwise: Callable[[], StoreError]
    ) -> None:
        """Run a statement that has to change a row; only inside `writing`.

        Args:
            statement: an `UPDATE`, an `INSERT` or a `DELETE`.
            values: of its parameters.
            otherwise: makes what is raised when it changes none. On a server that comes out
                later, at the end of the transaction at last, of which nothing is kept.
        """
        if not self.execute(statement, *values).rowcount:
            raise otherwise()

    @abstractmethod
    def insert(
        self,
        statement: str,
        *values: SqlValue,
        otherwise: Callable[[], StoreError] | None = None,
    ) -> RowId:
        """Add one row; only inside `writing`.

        Args:
            statement: an `INSERT` whose first value is the row's id.
            values: all other values.
            otherwise: see `must_change`, for an `INSERT` that may find nothing to add.

        Returns:
            The id, which is higher than all that were there before.
        """

    @abstractmethod
    def reserve_ids(self, table: str, number: int) -> int:
        """Have ids that are given to nobody else, for rows that are added with their ids.

        Args:
            table: that they are for.
            number: how many; with 0 it is only asked where they would begin.

        Returns:
            The id below the first of them.
        """

    @abstractmethod
    def tuples(self, statement: str, *values: SqlValue) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement as plain tuples, in which `CAST(... AS BLOB)` is bytes."""

    @abstractmethod
    def version_of_contents(self) -> int:
        """Another number once another connection has written; only inside a transaction."""

    @abstractmethod
    def keep_alive(self) -> None:
        """Have the others know that this copy of the program runs; inside a transaction.

        They do from the end of that on and until this is closed. In a file it needs nothing:
        there the system tells.
        """

    @abstractmethod
    def grew(self, messages: frozenset[int]) -> None:
        """Tell the others that running replies have more text; after the transaction.

        In a file it needs nothing: there they look for themselves.

        Args:
            messages: row ids of the replies.
        """

    @abstractmethod
    def tell_itself(self) -> None:
        """Have this copy of the program look at what it has just written, as at others' changes.

        For what whoever has it written does not know of. In a file there is nothing of the kind.
        """

    @abstractmethod
    def when_told(self, tell: Callable[[], object]) -> None:
        """Be told as soon as there is something for `changed_elsewhere`, where that is known.

        Args:
            tell: called on whatever thread.
        """

    @abstractmethod
    def changed_elsewhere(self) -> Changes:
        """What other connections have committed since the last call or the opening.

        Raises:
            StoreError: also when that was a newer program, which has changed the tables.
        """

    @abstractmethod
    def search(self) -> Search:
        """The full-text search.

        Raises:
            StoreError: there is none.
        """

    @abstractmethod
    def staging_tables(self) -> StagingTables:
        """See `StagingTables`."""

    @abstractmethod
    def close(self) -> None:
        """Tidy up and close; what was written is safe without it, too."""
