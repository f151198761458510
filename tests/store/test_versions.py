"""Files of every earlier version, full of data, are brought up to date with nothing lost."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.store.schema import MIGRATIONS
from copilot_tui.store.store import Store
from copilot_tui.text import clean
from tests.store.support import nobody_is_alive
from tests.store.support_damage import is_sound

FROZEN = Path(__file__).with_name("versions")
EVERY_VERSION = range(1, len(MIGRATIONS) + 1)
KEPT = (
    *("conversations", "messages", "journal", "drafts", "prompts", "facts", "queued"),
    *("message_uids", "pictures", "picture_uses"),
)

Tables = Mapping[str, list[dict[str, object]]]


def thaw(version: int, path: Path) -> Path:
    """Put a frozen file where the program looks for it."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_bytes(gzip.decompress((FROZEN / f"version_{version}.db.gz").read_bytes()))
    path.chmod(0o600)
    return path


def tables(path: Path) -> Tables:
    """All rows of all tables that are kept, by their columns."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        present = {
            row[0] for row in connection.execute("SELECT name FROM sqlite_master").fetchall()
        }
        return {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
            for table in KEPT
            if table in present
        }


def open_once(path: Path) -> None:
    Store(path, instance_id="this").close()


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_every_version_has_its_frozen_file(version: int, database_path: Path) -> None:
    """For a new migration: `python -m tests.store.versions.freeze`."""
    frozen = thaw(version, database_path)
    with closing(sqlite3.connect(frozen)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
        assert connection.execute("SELECT count(*) > 300 FROM messages").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM journal").fetchone() == (8,)


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_every_row_of_an_older_file_is_there_after_it_with_all_its_values(
    version: int, database_path: Path
) -> None:
    before = tables(thaw(version, database_path))
    open_once(database_path)
    after = tables(database_path)
    assert is_sound(database_path)
    for table, rows in before.items():
        assert len(after[table]) == len(rows), table
        for old, new in zip(rows, after[table], strict=True):
            assert {**new, **old} == new, table


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_what_the_program_reads_of_an_older_file(version: int, database_path: Path) -> None:
    rows = {row["id"]: row for row in tables(thaw(version, database_path))["messages"]}
    with Store(database_path, instance_id="this") as store:
        store.recover(nobody_is_alive)
        shown = {entry.id: entry for entry in store.conversations.page(limit=50)}
        assert set(shown) == {1, 2, 3, 5, 6, 7, 8, 10, 11, 12}
        assert [entry.id for entry in shown.values() if entry.pinned] == [2]
        for entry in shown.values():
            assert entry.active_leaf is not None
            path = store.tree.path(entry.active_leaf)
            assert path[0].parent is None
            for above, message in pairwise(path):
                assert message.parent == above.id
            for message in path:
                if message.status is not Status.INTERRUPTED:
                    assert message.content == clean(str(rows[message.id]["content"]))
        assert shown[6].active_leaf is not None
        interrupted = store.tree.get(shown[6].active_leaf)
        assert interrupted.status is Status.INTERRUPTED
        assert interrupted.content == "".join(f"piece {number} " for number in range(8))
        assert store.drafts.adopt(nobody_is_alive).startswith("unsent in None")
        assert store.drafts.get(1).startswith("unsent in 1")
        store.conversations.restore(4)
        while store.search.backfill():
            pass
        assert store.search.messages("century heiner", limit=9)


@pytest.mark.parametrize("version", EVERY_VERSION)
def test_everything_of_an_older_file_has_a_name_of_its_own(
    version: int, database_path: Path
) -> None:
    thaw(version, database_path)
    open_once(database_path)
    after = tables(database_path)
    named = {row["message"]: row["uid"] for row in after["message_uids"]}
    assert set(named) == {row["id"] for row in after["messages"]}
    uids = [*named.values(), *(row["uid"] for row in after["conversations"])]
    assert len(set(uids)) == len(uids)
    assert {len(uid) for uid in uids if isinstance(uid, bytes)} == {16}


@pytest.mark.parametrize("version", EVERY_VERSION[:-1])
def test_the_copy_from_before_is_the_file_as_it_was(version: int, database_path: Path) -> None:
    before = tables(thaw(version, database_path))
    open_once(database_path)
    copy = database_path.with_name(f"{database_path.name}.before-{version + 1}")
    assert tables(copy) == before


@pytest.mark.parametrize("version", EVERY_VERSION[:-1])
def test_a_full_disk_during_the_copy_leaves_the_file_at_its_version(
    version: int, database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(thaw(version, database_path))

    class Full(sqlite3.Connection):
        def backup(self, *_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

    connect = partial(sqlite3.connect, factory=Full)
    monkeypatch.setattr("copilot_tui.store.schema.sqlite3.connect", connect)
    with pytest.raises(Exception, match="disk is full"):
        open_once(database_path)
    assert tables(database_path) == before
    assert list(database_path.parent.glob("*.unfinished*")) == []


OPEN = """
import sys
from pathlib import Path
from copilot_tui.store.store import Store
from copilot_tui.text import clean
print("ready", flush=True)
sys.stdin.readline()
with Store(Path(sys.argv[1]), instance_id=sys.argv[2]) as store:
    store.conversations.create(title=sys.argv[2])
"""


@pytest.mark.parametrize("version", EVERY_VERSION[:-1])
def test_programs_that_bring_a_file_up_to_date_at_once_lose_nothing(
    version: int, database_path: Path
) -> None:
    before = tables(thaw(version, database_path))
    names = [f"copy {number}" for number in range(3)]
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, str(database_path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    assert [program.communicate()[1] for program in programs] == [""] * len(names)
    after = tables(database_path)
    assert after["messages"] == before["messages"]
    titles = [str(row["title"]) for row in after["conversations"]]
    assert sorted(titles[-3:]) == names
    assert is_sound(database_path)
