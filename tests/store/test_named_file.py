"""What is taken for one of our files without opening it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import CopyRefused, StoreError
from copilot_tui.paths import Paths
from copilot_tui.store.mending import Mender
from copilot_tui.store.named_file import check_named_file
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from copilot_tui.store.notice import StoreNotice


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """With a file elsewhere, which is not there yet."""
    (tmp_path / "named").mkdir()
    return Paths(tmp_path / "config", tmp_path / "data", tmp_path / "named/chats.db")


def log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def copied_while_open(source: Path, target: Path) -> None:
    """What a program leaves that is killed."""
    target.write_bytes(source.read_bytes())
    log_of(target).write_bytes(log_of(source).read_bytes())


def test_ours_is_taken_whatever_stands_in_its_log(paths: Paths, tmp_path: Path) -> None:
    with Store(tmp_path / "source.db", instance_id="before") as store:
        store.conversations.create(title="One")
        copied_while_open(tmp_path / "source.db", paths.database)
    check_named_file(paths)

    paths.database.write_bytes(b"")
    check_named_file(paths)
    paths.database.unlink()
    check_named_file(paths)


def test_a_log_of_something_else_is_not_taken_for_ours(paths: Paths, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "source.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE stamps (country TEXT)")
        copied_while_open(tmp_path / "source.db", paths.database)
    for content in (paths.database.read_bytes(), b""):
        paths.database.write_bytes(content)
        with pytest.raises(CopyRefused, match="belongs to another program"):
            check_named_file(paths)
    log_of(paths.database).write_bytes(b"a letter")
    with pytest.raises(CopyRefused):
        check_named_file(paths)


def test_a_database_without_a_table_is_a_new_one(paths: Paths) -> None:
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    assert paths.database.stat().st_size
    check_named_file(paths)

    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("PRAGMA user_version = 3")
    with pytest.raises(CopyRefused, match="another program"):
        check_named_file(paths)


@pytest.mark.parametrize("length", [1, 15, 16, 60, 71])
def test_a_beginning_alone_is_nothing_of_ours(paths: Paths, length: int) -> None:
    Store(paths.database, instance_id="before").close()
    paths.database.write_bytes(paths.database.read_bytes()[:length])

    with pytest.raises(CopyRefused):
        check_named_file(paths)


def test_one_of_a_newer_program_is_refused_before_anything_is_made(paths: Paths) -> None:
    Store(paths.database, instance_id="before").close()
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    paths.database.chmod(0o644)
    before = {path.name for path in paths.database.parent.iterdir()}

    with pytest.raises(StoreError, match="newer version of this program"):
        mender(paths).open_kept()
    assert {path.name for path in paths.database.parent.iterdir()} == before
    assert paths.database.stat().st_mode & 0o777 == 0o644


def test_what_comes_into_its_place_while_the_program_runs_is_left_as_it_is(paths: Paths) -> None:
    letter = b"Dear Ann, I have moved." * 400
    paths.database.write_bytes(letter)
    told: list[StoreNotice] = []
    mending = mender(paths, told)
    memory = mending.open()

    assert not memory.is_kept
    assert "is not a conversation file" in told[0].text
    assert not mending.can_go_back()
    assert mending.go_back(memory) is None
    assert [path.name for path in paths.database.parent.iterdir()] == ["chats.db"]
    assert paths.database.read_bytes() == letter
    paths.database.unlink()
    assert mending.can_go_back()
    store = mending.go_back(memory)
    assert store is not None
    store.close()


def mender(paths: Paths, told: list[StoreNotice] | None = None) -> Mender:
    return Mender(paths, (told if told is not None else []).append, opening_seconds=1.0)
