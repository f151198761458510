"""Opening, modes, transactions, and what failures say."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from copilot_tui.errors import StoreError
from copilot_tui.store.sqlite_database import SqliteDatabase
from copilot_tui.store.store import Store


@pytest.fixture
def database(database_path: Path) -> Iterator[SqliteDatabase]:
    opened = SqliteDatabase(database_path, busy_timeout=0.05)
    yield opened
    opened.close()


_real_connect = sqlite3.connect


def _connect(factory: type[sqlite3.Connection], path: str, **how: Any) -> sqlite3.Connection:
    return _real_connect(path, factory=factory, **how)


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def count(database: SqliteDatabase) -> int:
    with database.reading():
        return int(database.execute("SELECT count(*) FROM facts").fetchone()[0])


def add_fact(database: SqliteDatabase, name: str, value: str = "") -> None:
    database.execute("INSERT INTO facts VALUES ('', '', ?, ?)", name, value)


def test_folder_and_files_are_for_their_owner_only(
    database: SqliteDatabase, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    with database.writing():
        add_fact(database, "one")
    assert mode_of(folder) == 0o700
    files = {file.name: mode_of(file) for file in folder.iterdir()}
    assert files == dict.fromkeys(
        ("conversations.db", "conversations.db-wal", "conversations.db-shm"), 0o600
    )


def test_a_commit_waits_for_the_disk_in_a_write_ahead_log(database: SqliteDatabase) -> None:
    with database.reading():
        assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert database.execute("PRAGMA synchronous").fetchone()[0] == 2
        assert database.execute("PRAGMA foreign_keys").fetchone()[0] == 1


def test_a_failed_transaction_leaves_no_trace_and_the_next_one_works(
    database: SqliteDatabase,
) -> None:
    def fail_halfway() -> None:
        with database.writing():
            add_fact(database, "one")
            raise KeyError

    with pytest.raises(KeyError):
        fail_halfway()
    assert count(database) == 0
    with database.writing():
        add_fact(database, "two")
    assert count(database) == 1


def test_text_that_is_no_unicode_is_kept_with_that_character_replaced(
    database: SqliteDatabase,
) -> None:
    with database.writing():
        add_fact(database, "surrogate", "a\ud800b")
        add_fact(database, "nul", "a\x00b")
    with database.reading():
        rows = database.execute("SELECT name, value FROM facts").fetchall()
        assert {row["name"]: row["value"] for row in rows} == {
            "surrogate": "a\ufffdb",
            "nul": "a␀b",
        }


def test_a_locked_file_is_named_as_that_and_usable_afterwards(
    database: SqliteDatabase, database_path: Path
) -> None:
    with closing(sqlite3.connect(database_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as locked, database.writing():
            add_fact(database, "one")
        other.execute("ROLLBACK")
    assert "locked" in locked.value.what
    assert locked.value.todo
    with database.writing():
        add_fact(database, "one")
    assert count(database) == 1


def test_a_full_disk_is_named_as_that_and_loses_nothing(database: SqliteDatabase) -> None:
    with database.writing():
        add_fact(database, "small")
    with database.reading():
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError) as full, database.writing():
        add_fact(database, "large", "x" * 100_000)
    assert "disk is full" in full.value.what
    assert count(database) == 1


def test_a_damaged_file_is_named_as_that(database_path: Path) -> None:
    SqliteDatabase(database_path).close()
    content = database_path.read_bytes()
    database_path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(StoreError) as refused:
        SqliteDatabase(database_path)
    assert "damaged" in refused.value.what


def test_a_folder_without_write_access_is_named_as_that(folder_of_a_plain_user: Path) -> None:
    folder_of_a_plain_user.chmod(0o500)
    for path in (folder_of_a_plain_user / "a.db", folder_of_a_plain_user / "data" / "a.db"):
        with pytest.raises(StoreError) as refused:
            SqliteDatabase(path)
        assert "not permitted" in refused.value.what
        assert refused.value.todo


def test_a_file_without_write_access_is_named_as_that(folder_of_a_plain_user: Path) -> None:
    path = folder_of_a_plain_user / "a.db"
    SqliteDatabase(path).close()
    path.chmod(0o400)
    folder_of_a_plain_user.chmod(0o500)
    with pytest.raises(StoreError) as refused:
        SqliteDatabase(path)
    assert "read-only" in refused.value.what


def test_something_else_in_the_way_is_named_as_that(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError) as refused:
        SqliteDatabase(tmp_path / "file" / "a.db")
    assert "in its way" in refused.value.what
    with pytest.raises(StoreError) as refused:
        SqliteDatabase(tmp_path / "folder")
    assert "could not be opened" in refused.value.what


def test_a_closed_store_says_so(database_path: Path) -> None:
    store = Store(database_path, instance_id="this")
    store.close()
    with pytest.raises(StoreError) as refused:
        store.conversations.page(limit=1)
    assert "closed" in refused.value.what


def test_closing_does_not_wait_for_another_writer(database_path: Path) -> None:
    store = Store(database_path, instance_id="this", busy_timeout=20)
    conversation = store.conversations.create()
    question = store.messages.add_user_message(conversation.id, None, "Hello")
    store.tree.siblings(question.id)
    with closing(sqlite3.connect(database_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        store.close()
        assert time.monotonic() - started < 10
        assert other.in_transaction


def test_opening_waits_for_a_process_that_is_just_making_the_file(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database_path.parent.mkdir()
    with closing(sqlite3.connect(database_path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr("time.sleep", lambda _: other.execute("ROLLBACK"))
        database = SqliteDatabase(database_path)
        assert not other.in_transaction
    assert count(database) == 0
    database.close()


def test_changes_of_another_process_are_seen_once_and_own_ones_never(
    store: Store, database_path: Path
) -> None:
    store.facts.learn("url", "provider", "name", "own")
    assert not store.changed_elsewhere()
    with Store(database_path, instance_id="other") as other:
        other.facts.learn("url", "provider", "name", "other")
    assert store.changed_elsewhere()
    assert not store.changed_elsewhere()


def test_a_text_that_is_damaged_is_read_as_far_as_it_makes_sense(
    database: SqliteDatabase, database_path: Path
) -> None:
    with database.writing():
        database.execute("INSERT INTO facts VALUES ('', '', 'one', CAST(X'61ff62' AS TEXT))")
    with database.reading():
        assert database.execute("SELECT value FROM facts").fetchone()[0] == "a\ufffdb"


def test_a_file_that_only_its_owner_can_read_stays_read_only(folder_of_a_plain_user: Path) -> None:
    path = folder_of_a_plain_user / "a.db"
    SqliteDatabase(path).close()
    path.chmod(0o400)
    with pytest.raises(StoreError) as refused:
        SqliteDatabase(path)
    assert "read-only" in refused.value.what
    assert mode_of(path) == 0o400


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY])
def test_opening_waits_however_closely_sqlite_says_that_the_file_is_busy(
    database_path: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = iter([True, True, False])

    class Busy(sqlite3.Connection):
        def execute(self, statement: str, values: Any = ()) -> sqlite3.Cursor:
            if "journal_mode" in statement and next(refused):
                error = sqlite3.OperationalError("database is locked")
                error.sqlite_errorcode = code
                raise error
            return super().execute(statement, values)

    monkeypatch.setattr(
        "copilot_tui.store.sqlite_database.sqlite3.connect", partial(_connect, Busy)
    )
    SqliteDatabase(database_path).close()
    assert next(refused, None) is None


def test_a_file_that_a_newer_program_changes_meanwhile_is_not_written_to_any_more(
    store: Store, database_path: Path
) -> None:
    with closing(sqlite3.connect(database_path)) as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError) as told:
        store.changed_elsewhere()
    assert "newer version" in told.value.what
    assert "Quit" in told.value.todo
    with pytest.raises(StoreError, match="newer version"):
        store.conversations.create(title="Lost")
    with closing(sqlite3.connect(database_path)) as connection:
        assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (0,)
