"""Our own conversation file and its backups as something to import."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import ImportRefused
from copilot_tui.store.backup import copy_database
from copilot_tui.store.store import Store
from copilot_tui.transfer.all_sources import source_named, source_of
from tests.transfer.support import contents, fill, take_in

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.transfer.source import Skipped


@pytest.fixture
def original(tmp_path: Path) -> Path:
    path = tmp_path / "original.db"
    with Store(path, instance_id="that") as store:
        fill(store, path)
    return path


@pytest.fixture
def backup(original: Path, tmp_path: Path) -> Path:
    target = tmp_path / "backup.db"
    copy_database(original, target)
    return target


def test_a_backup_brings_all_there_is_and_the_second_time_nothing(
    original: Path, backup: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine" / "conversations.db"
    with Store(mine, instance_id="this") as store:
        counts, skipped = take_in(store, backup)
        again, _ = take_in(store, backup)

    assert (counts.grown, counts.known, skipped) == (0, 0, [])
    assert (again.new, again.grown, again.messages) == (0, 0, 0)
    assert again.known == counts.new > 0
    assert contents(mine) == contents(original)


def test_the_file_is_only_read_also_while_it_is_open(original: Path, tmp_path: Path) -> None:
    with Store(original, instance_id="that") as theirs:
        theirs.conversations.create(title="Written just now")
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
        with Store(tmp_path / "mine" / "conversations.db", instance_id="this") as store:
            take_in(store, original)
            titles = [entry.title for entry in store.exports.entries(deleted=False)]
        after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}

    assert "Written just now" in titles
    assert after == before


def test_conversations_and_messages_without_their_uids_come_in_once(
    backup: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute("UPDATE conversations SET uid = NULL")
        connection.execute("DELETE FROM message_uids")
    with Store(tmp_path / "mine" / "conversations.db", instance_id="this") as store:
        counts, skipped = take_in(store, backup)
        again, _ = take_in(store, backup)

    assert (counts.new > 0, skipped) == (True, [])
    assert (again.new, again.grown, again.known) == (0, 0, counts.new)


def test_its_own_file_brings_nothing_new(original: Path) -> None:
    with Store(original, instance_id="that") as store:
        before = contents(original)
        counts, _ = take_in(store, original)

    assert (counts.new, counts.grown, counts.messages) == (0, 0, 0)
    assert contents(original) == before


def test_each_conversation_may_be_read_on_another_thread(backup: Path) -> None:
    skipped: list[Skipped] = []
    records = source_of(backup).records(backup, skipped.append)
    titles = []
    while True:
        with ThreadPoolExecutor(1) as thread:
            record = thread.submit(next, records, None).result()
        if record is None:
            break
        titles.append(record.title)

    assert "In the trash" in titles
    assert skipped == []


def test_a_reading_that_is_given_up_leaves_nothing_behind(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(passing))
    records = source_of(backup).records(backup, lambda _: None)
    next(records)
    assert list(passing.iterdir())
    records.close()  # type: ignore[attr-defined]

    assert list(passing.iterdir()) == []


def test_a_file_that_is_damaged_or_newer_is_refused_by_its_name(backup: Path) -> None:
    whole = backup.read_bytes()
    newer = bytearray(whole)
    newer[60:64] = (99).to_bytes(4)
    for content, told in (
        (whole[:100] + b"\x07" * 9000, f"{backup} "),
        (bytes(newer), "newer version of this program"),
        (b"nonsense", "is no database of this program"),
    ):
        backup.write_bytes(content)
        with pytest.raises(ImportRefused, match=told):
            list(source_named("backup").records(backup, lambda _: None))
