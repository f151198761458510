"""How long is waited for another program's lock."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from copilot_tui.store.patience import BRIEFLY, Patience
from tests.store.support import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONGEST = 0.4


class Locked:
    """A file, a connection that is patient, and another one that locks it."""

    def __init__(self, here: sqlite3.Connection, other: sqlite3.Connection) -> None:
        self.here = here
        self.clock = Clock()
        self.patience = Patience(here, LONGEST, self.clock)
        self._other = other

    @property
    def milliseconds(self) -> int:
        """How long SQLite waits now."""
        return int(self.here.execute("PRAGMA busy_timeout").fetchone()[0])

    def write(self, *, brief: bool = False) -> bool:
        """Try to write. False when the file is locked."""
        try:
            with self.patience.spent(writes=True, brief=brief):
                self.here.execute("INSERT INTO t VALUES (1)")
        except sqlite3.OperationalError:
            return False
        return True

    def lock(self) -> None:
        self._other.execute("BEGIN IMMEDIATE")

    def release(self) -> None:
        self._other.execute("ROLLBACK")


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Locked]:
    file = tmp_path / "file.db"
    with (
        closing(sqlite3.connect(file, timeout=LONGEST, isolation_level=None)) as here,
        closing(sqlite3.connect(file, isolation_level=None)) as other,
    ):
        here.execute("PRAGMA journal_mode = WAL")
        here.execute("CREATE TABLE t (a)")
        yield Locked(here, other)


def test_the_first_wait_is_the_longest_and_those_after_it_are_brief(locked: Locked) -> None:
    locked.lock()
    assert not locked.write()
    assert locked.milliseconds == LONGEST * 1000
    assert not locked.write()
    assert locked.milliseconds == BRIEFLY * 1000


def test_once_the_lock_was_had_again_the_patience_is_back(locked: Locked) -> None:
    locked.lock()
    assert not locked.write()
    locked.release()
    assert locked.write()
    assert locked.write()
    assert locked.milliseconds == LONGEST * 1000


def test_reading_does_not_show_that_the_lock_is_free(locked: Locked) -> None:
    locked.lock()
    assert not locked.write()
    with locked.patience.spent(writes=False):
        locked.here.execute("SELECT * FROM t").fetchall()
    assert not locked.write()
    assert locked.milliseconds == BRIEFLY * 1000


def test_long_after_a_vain_wait_another_one_may_be_long(locked: Locked) -> None:
    locked.lock()
    assert not locked.write()
    locked.clock.time += 11
    assert not locked.write()
    assert locked.milliseconds == LONGEST * 1000


def test_what_is_tried_again_anyway_never_waits_long(locked: Locked) -> None:
    locked.lock()
    assert not locked.write(brief=True)
    assert locked.milliseconds == BRIEFLY * 1000


def test_other_failures_leave_the_patience_as_it_is(locked: Locked) -> None:
    with pytest.raises(sqlite3.OperationalError), locked.patience.spent(writes=True):
        locked.here.execute("INSERT INTO nowhere VALUES (1)")
    assert locked.write()
    assert locked.milliseconds == LONGEST * 1000
