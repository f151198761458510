"""Migrations: from nothing, from an older file, from a newer one, and side by side."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreError
from copilot_tui.store.schema import MIGRATIONS, check_version, migrate
from copilot_tui.store.store import Store

VERSION_1 = Path(__file__).with_name("version_1.sql")
NEXT = ("ALTER TABLE conversations ADD COLUMN colour TEXT NOT NULL DEFAULT 'none'",)
BROKEN = ("ALTER TABLE conversations ADD COLUMN colour TEXT", "SELECT * FROM nowhere")

OPEN_AND_WRITE = """
import sys
from pathlib import Path
from copilot_tui.store.store import Store
print("ready", flush=True)
sys.stdin.readline()
with Store(Path(sys.argv[1]), instance_id=sys.argv[2]) as store:
    store.conversations.create(title=sys.argv[2])
"""

pytestmark = pytest.mark.one_file


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def version_of(path: Path) -> int:
    with closing(connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


@pytest.fixture
def version_1(database_path: Path) -> Path:
    database_path.parent.mkdir()
    with closing(connect(database_path)) as connection:
        connection.executescript(VERSION_1.read_text())
    return database_path


def test_a_fresh_file_gets_the_newest_version_and_no_copy(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "data" / "conversations.db"
    assert version_of(path) == len(MIGRATIONS)
    assert [file.name for file in path.parent.glob("*.before-*")] == []


def test_a_file_of_version_1_is_read_whole(version_1: Path) -> None:
    with Store(version_1, instance_id="this") as store:
        (entry,) = store.conversations.page(limit=10)
        assert (entry.title, entry.pinned, entry.has_draft) == ("Name meaning", True, True)
        assert entry.active_leaf is not None
        question, answer = store.tree.path(entry.active_leaf)
        assert question.content == "What does Heiner mean?"
        assert (answer.status, answer.handle) == (Status.COMPLETE, '{"id":"t1"}')
        assert store.prompts.page(limit=10) == ["What does Heiner mean?"]
        assert store.facts.get("http://localhost:1337/v1", "Copilot") == {"threads": "true"}


def test_what_version_2_adds_is_made_from_the_data_of_version_1(version_1: Path) -> None:
    with Store(version_1, instance_id="this") as store:
        (entry,) = store.conversations.entries()
        assert (entry.title, entry.has_draft, entry.opened) == ("Name meaning", True, 1000.0)
        assert store.drafts.get(entry.id) == "And Ute?"
        assert store.search.messages("heinrich", limit=9) == []
        while store.search.backfill():
            pass
        assert [hit.message for hit in store.search.messages("heinrich", limit=9)] == [2]
        assert {hit.message for hit in store.search.messages("hein", limit=9)} == {1, 2}


def test_a_migration_keeps_the_data_and_a_copy_of_the_file_from_before(version_1: Path) -> None:
    with closing(connect(version_1)) as connection:
        migrate(connection, version_1, (MIGRATIONS[0], NEXT))
        assert connection.execute("SELECT title, colour FROM conversations").fetchall() == [
            ("Name meaning", "none")
        ]
    copy = version_1.with_name("conversations.db.before-2")
    assert (version_of(version_1), version_of(copy)) == (2, 1)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert list(version_1.parent.glob("*.unfinished")) == []


def test_a_migration_that_fails_leaves_the_file_at_the_version_before(version_1: Path) -> None:
    with closing(connect(version_1)) as connection:
        with pytest.raises(sqlite3.OperationalError):
            migrate(connection, version_1, (MIGRATIONS[0], BROKEN))
        assert version_of(version_1) == 1
        columns = [row[1] for row in connection.execute("PRAGMA table_info(conversations)")]
        assert "colour" not in columns


def test_a_file_of_a_newer_program_is_refused_and_not_touched(version_1: Path) -> None:
    with closing(connect(version_1)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = version_1.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store(version_1, instance_id="this")
    assert "newer version" in refused.value.what
    assert version_1.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE things (name)")
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store(path, instance_id="this")
    assert "another program" in refused.value.what
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam,\n" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        Store(path, instance_id="this")
    assert "not a conversation file" in refused.value.what
    assert refused.value.todo
    assert path.read_bytes() == before


def test_a_version_that_is_known_is_accepted(version_1: Path) -> None:
    with closing(connect(version_1)) as connection:
        check_version(connection, version_1, (MIGRATIONS[0], NEXT))


def test_processes_that_open_a_fresh_file_at_once_all_succeed(database_path: Path) -> None:
    names = [f"instance-{number}" for number in range(4)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AND_WRITE, str(database_path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    errors = [process.communicate()[1] for process in processes]
    assert errors == [""] * len(names)
    with Store(database_path, instance_id="this") as store:
        assert sorted(entry.title for entry in store.conversations.page(limit=10)) == names
