"""Taking whole conversations into the conversation file."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.store.import_adding import Adding, LaidDown
from copilot_tui.store.import_tables import (
    COUNTS,
    FIND_HOMES,
    FIND_ROWS,
    GIVE_HOMES,
    PUT_IN,
    RENAME,
    STRANGERS,
)
from copilot_tui.store.import_values import other_uid
from copilot_tui.store.repeating import repeated
from copilot_tui.store.search_index import index_later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from copilot_tui.store.database import Database, StagingTables
    from copilot_tui.transfer.record import ConversationRecord


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import brings, or has brought.

    Attributes:
        new: conversations that were not there.
        grown: conversations that were there and get new messages.
        known: conversations that were there with all their messages.
        messages: new messages.
    """

    new: int = 0
    grown: int = 0
    known: int = 0
    messages: int = 0


class Imports:
    """Taking conversations in. Every method can raise `StoreError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def stage(self, *, is_small: bool = False) -> Iterator[Stage]:
        """A place for what is to come in, one at a time.

        The conversation file is neither locked nor changed before `Stage.write`.

        Args:
            is_small: whether what waits may be remembered here, rather than be asked for
                with each message, which takes its time on a server far away.
        """
        tables = self._database.staging_tables()
        repeated(lambda: self._make(tables))
        try:
            yield Stage(self._database, set() if is_small else None)
        except StoreUnreachable:
            # They have gone with the connection, and another one would be waited for.
            raise
        except Exception:
            self._drop(tables)
            raise
        else:
            self._drop(tables)

    def _drop(self, tables: StagingTables) -> None:
        # What has failed is told; the tables go with the connection at the latest.
        with suppress(StoreError), self._database.staging():
            for statement in tables.drop:
                self._database.execute(statement)

    def _make(self, tables: StagingTables) -> None:
        with self._database.staging():
            for statement in tables.create:
                self._database.execute(statement)


class Stage:
    """Conversations on their way in; see `Imports.stage`. All methods can raise `StoreError`.

    What is refused because somebody else came in between is done again.
    """

    def __init__(self, database: Database, uids: set[bytes] | None = None) -> None:
        self._database = database
        self._laid_down = LaidDown(uids=uids)

    def add(self, record: ConversationRecord) -> None:
        """Lay down one more conversation.

        One that has been laid down already, in another state, gets the messages that it
        has not. Texts are cleaned here. A message whose parent is none of those before it
        becomes a first one.
        """
        repeated(lambda: self._add(record))

    def _add(self, record: ConversationRecord) -> None:
        with self._database.staging():
            adding = Adding(self._database, self._laid_down)
            adding.add(record)
        self._laid_down = adding.laid_down()

    def counts(self) -> ImportCounts:
        """What `write` would bring now."""
        return repeated(self._counts)

    def _counts(self) -> ImportCounts:
        with self._database.staging():
            return self._find()

    def write(self, also: Callable[[], object] = lambda: None) -> ImportCounts:
        """Take all of them into the file, in one transaction.

        By its uid a conversation or message is known: what is there already stays as it
        is. A known conversation gets the messages that are new; its visible path moves to
        them unless the user has written in it himself. `Search.backfill` makes them
        findable.

        Args:
            also: what belongs to them and is written in the same transaction.
        """
        return repeated(lambda: self._write(also))

    def _write(self, also: Callable[[], object]) -> ImportCounts:
        # What takes long and only reads is done before others are kept from writing.
        database = self._database
        with database.staging():
            counts = self._find()
            seen = database.version_of_contents()
        with database.writing():
            if database.version_of_contents() != seen:
                counts = self._find()
            before = database.reserve_ids("messages", self._laid_down.messages)
            homes = database.reserve_ids("conversations", self._laid_down.conversations)
            database.execute(GIVE_HOMES, homes)
            for statement in (*database.staging_tables().complete, *PUT_IN):
                database.execute(statement)
            if counts.messages:
                row = database.execute("SELECT max(message) AS last FROM staged_rows").fetchone()
                index_later(database, before + 1, row["last"])
            also()
        return counts

    def _find(self) -> ImportCounts:
        """Find out which of them are there, within a transaction of the caller."""
        database = self._database
        database.execute(FIND_HOMES)
        for row in database.execute(STRANGERS).fetchall():
            renamed = database.execute(RENAME, other_uid(row["home_uid"], row["uid"]), row["seq"])
            if not renamed.rowcount:
                database.execute("DELETE FROM staged_messages WHERE seq = ?", row["seq"])
        database.execute("DELETE FROM staged_rows")
        database.execute(FIND_ROWS, database.reserve_ids("messages", 0))
        row = database.execute(COUNTS).fetchone()
        return ImportCounts(row["new"], row["grown"], row["known"], row["messages"])
