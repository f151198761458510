"""What is recovered of a damaged file, and that the file itself is kept as it was."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from copilot_tui.errors import StoreDamaged, StoreError
from copilot_tui.store.carving import carve
from copilot_tui.store.opening import open_store
from copilot_tui.store.salvage import salvage
from copilot_tui.store.salvage_rows import LOST, REST_LOST
from copilot_tui.store.store import Store
from tests.store.random_damage import damage_and_open, set_aside
from tests.store.support import count_rows
from tests.store.support_damage import (
    PAGE,
    fill,
    is_sound,
    messages,
    overwrite,
    pages,
    paths_of,
    root_of,
)

if TYPE_CHECKING:
    pass


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "conversations.db"
    fill(path)
    pages(path)
    return path


@pytest.fixture
def damaged(sound: Path, database_path: Path) -> Path:
    """A sound file, for the test to damage."""
    database_path.parent.mkdir(mode=0o700)
    shutil.copy(sound, database_path)
    return database_path


def texts(path: Path) -> list[str]:
    return [row.content for row in messages(path).values()]


@pytest.mark.parametrize("table", ["messages", "conversations", "sqlite_schema", "prompts"])
def test_a_table_whose_first_page_is_gone_is_read_from_its_other_pages(
    damaged: Path, table: str
) -> None:
    before = messages(damaged)
    overwrite(damaged, 1 if table == "sqlite_schema" else root_of(damaged, table), b"\xff" * PAGE)
    content = damaged.read_bytes()

    notice = salvage(damaged)

    assert messages(damaged) == before
    assert count_rows(damaged, "drafts") == 6
    assert is_sound(damaged)
    (aside,) = set_aside(damaged)
    assert aside.read_bytes() == content
    assert "6 conversations with 144 messages were recovered" in notice.text
    assert aside.name in notice.text


@pytest.mark.slow
def test_any_one_page_takes_no_more_with_it_than_stood_on_it(sound: Path, tmp_path: Path) -> None:
    before = messages(sound)
    path = tmp_path / "conversations.db"
    for page in {1, *range(2, pages(sound) + 1, 3)}:
        shutil.copyfile(sound, path)
        overwrite(path, page, bytes(PAGE))
        salvage(path)
        after = messages(path)
        kept = sum(after.get(message) == row for message, row in before.items())
        assert kept >= len(before) - 20, f"page {page}"
        assert after.keys() >= before.keys(), f"page {page}"
        assert is_sound(path), f"page {page}"


def test_a_text_that_lies_on_a_bad_page_is_kept_up_to_there(damaged: Path) -> None:
    last = pages(damaged)
    with Store(damaged, instance_id="before") as store:
        conversation = store.conversations.create(title="Long").id
        message = store.messages.add_user_message(conversation, None, "word " * 20_000).id
    pages(damaged)
    overwrite(damaged, last + 10, b"\xff" * PAGE)

    notice = salvage(damaged)

    content = messages(damaged)[message].content
    assert content.startswith("word word ")
    assert content.endswith(REST_LOST)
    assert "1 of them could not be read" in notice.text


def test_conversations_hang_together_and_are_found_and_drafts_are_there(damaged: Path) -> None:
    before = messages(damaged)
    leaf = max(message for message, row in before.items() if row.conversation == 1)
    overwrite(damaged, root_of(damaged, "messages"), b"\xff" * PAGE)
    salvage(damaged)
    with Store(damaged, instance_id="after") as store:
        path = store.tree.path(leaf)
        assert [message.id for message in path] == [
            message for message, row in before.items() if row.conversation == 1
        ]
        assert store.drafts.get(1) == "Draft 0"
        while store.search.backfill():
            pass
        assert store.search.messages("häßlich", limit=9)


def test_a_message_that_is_gone_leaves_words_in_its_place(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged)) as connection, connection:
        connection.execute("DELETE FROM messages WHERE id = 5")
        connection.execute("UPDATE messages SET parent = id + 1 WHERE id = 30")
        connection.execute("DELETE FROM conversations WHERE id = 2")
        connection.execute("UPDATE messages SET status = 'nonsense' WHERE id = 8")
    salvage(damaged)
    after = messages(damaged)
    assert after[5].content == LOST
    assert after[6].parent == 5
    assert after[30].parent is None
    with Store(damaged, instance_id="after") as store:
        assert len(store.conversations.page(limit=10)) == 6
        assert store.tree.path(30)


def test_what_was_deleted_does_not_come_back(damaged: Path) -> None:
    with Store(damaged, instance_id="before") as store:
        store.conversations.delete(3)
        store.conversations.empty_trash(older_than=float("inf"))
    overwrite(damaged, root_of(damaged, "messages"), b"\xff" * PAGE)
    salvage(damaged)
    assert {row.conversation for row in messages(damaged).values()} == {1, 2, 4, 5, 6}


def delete_leaving_bytes(path: Path, statement: str) -> None:
    """Delete rows so that what stood on their pages still stands there, as in usual builds.

    Some systems build SQLite so that it overwrites it.
    """
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(statement)
    pages(path)


def test_rows_on_pages_that_are_free_are_no_rows(damaged: Path) -> None:
    delete_leaving_bytes(damaged, "DELETE FROM messages")
    data = damaged.read_bytes()
    assert b"Question 3.1" in data
    assert [row for row in carve(data) if len(row.values) == 20] == []


def test_what_was_deleted_for_good_is_not_taken_from_free_pages(damaged: Path) -> None:
    before = messages(damaged)
    kept = {number: row for number, row in before.items() if row.conversation != 3}
    delete_leaving_bytes(damaged, "DELETE FROM conversations WHERE id = 3")
    assert b"Answer 2.10." in damaged.read_bytes()
    overwrite(damaged, root_of(damaged, "messages"), b"\xff" * PAGE)
    salvage(damaged)
    assert messages(damaged) == kept


def test_what_stands_only_in_the_log_is_recovered(sound: Path, database_path: Path) -> None:
    database_path.parent.mkdir()
    with Store(sound, instance_id="before") as store:
        conversation = store.conversations.create(title="In the log").id
        store.messages.add_user_message(conversation, None, "only in the log")
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{sound}{suffix}", f"{database_path}{suffix}")
    log = Path(f"{database_path}-wal").read_bytes()
    overwrite(database_path, 40, b"\xff" * PAGE)

    salvage(database_path)

    assert "only in the log" in texts(database_path)
    logs = list(database_path.parent.glob("*.damaged-*-wal"))
    assert [file.read_bytes() for file in logs] == [log]


def test_a_full_disk_leaves_everything_as_it_was(
    damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overwrite(damaged, 40, b"\xff" * PAGE)
    content = damaged.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("copilot_tui.store.salvage.shutil.copyfile", full)
    with pytest.raises(StoreError) as refused:
        salvage(damaged)
    assert "disk is full" in refused.value.what
    assert [file.name for file in damaged.parent.iterdir()] == [damaged.name]
    assert damaged.read_bytes() == content


def test_damage_that_is_met_later_is_mended_at_the_next_start(damaged: Path) -> None:
    told: list[str] = []
    overwrite(damaged, root_of(damaged, "messages"), b"\xff" * PAGE)
    paths = paths_of(damaged)
    with Store(damaged, instance_id="running") as store:
        with pytest.raises(StoreDamaged) as met:
            store.tree.path(20)
        assert "start again" in met.value.todo
    with open_store(paths, lambda notice: told.append(notice.text)) as store:
        assert len(store.tree.path(20)) == 20
    assert "were recovered" in told[0]
    assert len(set_aside(damaged)) == 1
    with open_store(paths, lambda notice: told.append(notice.text)):
        pass
    assert len(told) == 1


def test_a_second_copy_of_the_program_leaves_a_damaged_file_to_the_first(damaged: Path) -> None:
    told: list[str] = []
    paths = paths_of(damaged)
    with open_store(paths, lambda _: None):
        overwrite(damaged, 1, b"\xff" * PAGE)
        content = damaged.read_bytes()
        with open_store(paths, lambda notice: told.append(notice.text)) as second:
            second.conversations.create(title="In memory")
        assert damaged.read_bytes() == content
        assert set_aside(damaged) == []
    assert "Nothing of this chat is kept" in told[0]
    assert "Other copies of this program have it open" in told[0]


OPEN_AND_COUNT = """
import sys
from pathlib import Path
from copilot_tui.paths import Paths
from copilot_tui.store.carving import carve
from copilot_tui.store.opening import open_store
folder = Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
store = open_store(Paths(config=folder, data=folder), lambda notice: None)
store.conversations.create(title=sys.argv[2])
print(len(store.tree.path(24)), flush=True)
sys.stdin.readline()
store.close()
"""


def test_of_several_that_start_on_a_damaged_file_one_mends_it_for_all(damaged: Path) -> None:
    overwrite(damaged, 1, b"\xff" * PAGE)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AND_COUNT, str(damaged.parent), f"copy {number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "24\n"
    for process in processes:
        process.communicate("\n")
    assert len(set_aside(damaged)) == 1
    with Store(damaged, instance_id="after") as store:
        titles = {entry.title for entry in store.conversations.page(limit=20)}
    assert titles >= {"copy 0", "copy 1", "copy 2"}


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=some.integers(0, 2**32 - 1))
def test_whatever_is_damaged_nothing_is_made_worse_and_there_is_a_sound_file_after_it(
    sound: Path, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    damage_and_open(sound, tmp_path_factory.mktemp("damaged"), seed)
