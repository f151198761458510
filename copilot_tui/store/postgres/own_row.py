"""A person's own row: the lock of those who write, the ids, and the count of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
UPDATE people SET last_id = coalesce(%s, last_id), changes = changes + 1
WHERE person = {PERSON} RETURNING pg_notify(channel, %s)
""".encode()
_READ = f"""
SELECT coalesce(max(last_id), 0) AS last_id, coalesce(max(changes), 0) AS changes
FROM people WHERE person = {PERSON}
""".encode()


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
        self._lock: Cursor[DictRow] | None = None
        self._locked: DictRow | None = None
        self._reserved = 0
        self._is_noted = False

    def use(self, opened: Opened) -> None:
        """Go on with another connection."""
        self._opened = opened

    def lock(self) -> None:
        """Let nobody else of this person write until the transaction ends; does not wait.

        A schema that is newer than this program is refused.
        """
        self._locked = None
        self._reserved = 0
        self._is_noted = False
        self._lock = self._opened.connection.execute(_LOCK)

    def check_version(self) -> None:
        """Refuse a schema that is newer than this program; does not wait."""
        self._opened.connection.execute(_CHECK)

    def reserve(self, number: int) -> int:
        """The id below the first of `number` new ones, while the row is locked."""
        before = int(self._row()["last_id"]) + self._reserved
        self._reserved += number
        return before

    def note(self, *, is_changed: bool) -> None:
        """Write down which ids are given and that something is changed, and tell; does not wait."""
        self._is_noted = is_changed or self._reserved > 0
        if self._is_noted:
            last = self._row()["last_id"] + self._reserved if self._reserved else None
            self._opened.connection.execute(_NOTE, (last, self._words))

    def keep(self) -> None:
        """Know what was noted, after the transaction has been kept."""
        before = int(self._row()["changes"])
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

    def _row(self) -> DictRow:
        if self._locked is None:
            assert self._lock is not None
            self._locked = self._lock.fetchone()
        assert self._locked is not None
        return self._locked
