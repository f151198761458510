"""A person's own row: the lock of those who write, the ids, and the count of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.store.pending_id import PendingId
from copilot_tui.store.postgres import told
from copilot_tui.store.postgres.schema import MIGRATIONS
from copilot_tui.store.postgres.version_1 import PERSON

if TYPE_CHECKING:
    from psycopg import Cursor
    from psycopg.rows import DictRow

    from copilot_tui.store.postgres.opened import Opened

_VERSION = len(MIGRATIONS)
_LOCK = f"SELECT last_id, changes FROM begin_writing({_VERSION})".encode()
_CHECK = f"SELECT check_version({_VERSION})".encode()
_NOTE = f"""
UPDATE people SET last_id = last_id + %s, changes = changes + 1
WHERE person = {PERSON} RETURNING pg_notify(channel, %s)
""".encode()
_READ = f"""
SELECT coalesce(max(last_id), 0) AS last_id, coalesce(max(changes), 0) AS changes
FROM people WHERE person = {PERSON}
""".encode()


class _Locked:
    """The row as one transaction has locked it.

    Args:
        cursor: has the row as soon as it comes in.
    """

    def __init__(self, cursor: Cursor[DictRow]) -> None:
        self._cursor = cursor
        self._row: DictRow | None = None
        self.reserved = 0

    def row(self) -> DictRow:
        """The row, which is waited for."""
        if self._row is None:
            self._row = self._cursor.fetchone()
        assert self._row is not None
        return self._row

    def last_id(self) -> int:
        """The highest id that was given before, which is waited for."""
        return int(self.row()["last_id"])

    def known_last_id(self) -> int | None:
        """The same if it has come in."""
        return None if self._row is None and self._cursor.pgresult is None else self.last_id()


class OwnRow:
    """What a connection knows of the row of its person.

    Args:
        opened: the connection.
        sender: see `Live`.
    """

    def __init__(self, opened: Opened, sender: str) -> None:
        self._opened = opened
        self._words = told.of_anything(sender)
        self._seen = opened.changes
        """How many changes there were when it was last looked, with our own since then."""
        self._is_changed = False
        self._locked: _Locked | None = None
        self._is_noted = False

    def use(self, opened: Opened) -> None:
        """Go on with another connection."""
        self._opened = opened

    def lock(self) -> None:
        """Let nobody else of this person write until the transaction ends; does not wait.

        A schema that is newer than this program is refused.
        """
        self._is_noted = False
        self._locked = _Locked(self._opened.connection.execute(_LOCK))

    def wait(self) -> None:
        """Wait until it is locked."""
        self._lock.row()

    def check_version(self) -> None:
        """Refuse a schema that is newer than this program; does not wait."""
        self._opened.connection.execute(_CHECK)

    def reserve(self, number: int) -> int:
        """The id below the first of `number` new ones, while the row is locked."""
        before = self._lock.last_id() + self._lock.reserved
        self._lock.reserved += number
        return before

    def next_id(self) -> PendingId:
        """One new id; does not wait."""
        lock = self._lock
        lock.reserved += 1
        return PendingId(lock.reserved, lock.known_last_id, lock.last_id)

    def note(self, *, is_changed: bool) -> None:
        """Write down which ids are given and that something is changed, and tell; does not wait."""
        reserved = self._lock.reserved
        self._is_noted = is_changed or reserved > 0
        if self._is_noted:
            self._opened.connection.execute(_NOTE, (reserved, self._words))

    def keep(self) -> None:
        """Know what was noted, after the transaction has been kept."""
        before = int(self._lock.row()["changes"])
        self._is_changed = self._is_changed or before != self._seen
        self._seen = before + self._is_noted

    def last_id(self) -> int:
        """The highest id that was ever given; within a transaction."""
        return int(self._read()["last_id"])

    def changes(self) -> int:
        """How many changes there were; within a transaction."""
        return int(self._read()["changes"])

    def changed_elsewhere(self) -> bool:
        """See `Database.changed_elsewhere`; outside a transaction."""
        self.check_version()
        cursor = self._opened.connection.execute(_READ)
        # This ends what reading has left open in the pipeline, for who looks at the server.
        self._opened.pipeline.sync()
        row = cursor.fetchone()
        changes = 0 if row is None else int(row["changes"])
        is_changed = self._is_changed or changes != self._seen
        self._is_changed, self._seen = False, changes
        return is_changed

    def _read(self) -> DictRow:
        row = self._opened.connection.execute(_READ).fetchone()
        assert row is not None
        return row

    @property
    def _lock(self) -> _Locked:
        assert self._locked is not None
        return self._locked
