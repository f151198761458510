"""Daily copies, copies that are asked for, and putting them back."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from copilot_tui.cli import main
from copilot_tui.doctor.database import look_at_file, look_inside
from copilot_tui.doctor.finding import Verdict
from copilot_tui.errors import StoreError
from copilot_tui.paths import Paths
from copilot_tui.store.backup import DailyBackup, backups, copy_database
from copilot_tui.store.examination import facts_of
from copilot_tui.store.instance import Instance
from copilot_tui.store.opening import open_store
from copilot_tui.store.schema import MIGRATIONS
from copilot_tui.store.store import Store
from tests.store.support_damage import PAGE, fill, is_sound, messages, overwrite, pages, root_of

FIRST_DAY = date(2026, 11, 1)


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    paths = Paths(config=tmp_path / "config", data=tmp_path / "data")
    fill(paths.database, conversations=2, exchanges=3)
    monkeypatch.setattr("copilot_tui.paths.Paths.default", lambda: paths)
    monkeypatch.setattr("copilot_tui.paths.Path.home", lambda: tmp_path / "nobody")
    return paths


@pytest.fixture
def running(paths: Paths) -> Iterator[Store]:
    """The conversations as another copy of the program has them open."""
    instance = Instance.start(paths.instances)
    with Store(paths.database, instance_id=instance.id) as store:
        yield store
    instance.close()


def on_day(paths: Paths, number: int) -> DailyBackup:
    return DailyBackup(paths, today=lambda: FIRST_DAY + timedelta(days=number))


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if not file.name.startswith("."))


def test_one_copy_a_day_is_kept_and_the_last_seven_are(paths: Paths) -> None:
    (paths.backups).mkdir(mode=0o700)
    mine = paths.backups / "conversations-2026-10-01-120000.db"
    mine.touch()
    for number in range(9):
        on_day(paths, number).run()
    daily = [f"conversations-2026-11-{day:02}.db" for day in range(3, 10)]
    assert names(paths.backups) == [mine.name, *daily]
    newest = paths.backups / daily[-1]
    assert messages(newest) == messages(paths.database)
    assert newest.stat().st_mode & 0o777 == 0o600


def test_the_copy_of_a_day_is_made_once(paths: Paths) -> None:
    on_day(paths, 0).run()
    (copy,) = paths.backups.glob("*.db")
    before = copy.read_bytes()
    with Store(paths.database, instance_id="later") as store:
        store.conversations.create(title="Later")
    on_day(paths, 0).run()
    assert copy.read_bytes() == before


def test_the_copy_is_of_one_state_whatever_is_written_meanwhile_and_nobody_waits(
    paths: Paths, running: Store
) -> None:
    with running._database.writing():
        for number in range(400):
            running._database.execute(
                "INSERT INTO facts VALUES ('', '', ?, ?)", str(number), "x" * 4000
            )
    steps = 0

    def write() -> None:
        nonlocal steps
        steps += 1
        running.conversations.create(title=f"Meanwhile {steps}")

    target = paths.data / "copy.db"
    held = copy_database(paths.database, target, between_steps=write)
    assert steps >= 2
    assert held.conversations == 2
    assert is_sound(target)
    assert len(running.conversations.page(limit=99)) == 2 + steps


def test_a_damaged_file_takes_no_good_copy_away_and_is_mended_at_the_next_start(
    paths: Paths,
) -> None:
    for number in range(7):
        on_day(paths, number).run()
    before = names(paths.backups)
    pages(paths.database)
    overwrite(paths.database, root_of(paths.database, "messages_children"), b"\xff" * PAGE)
    with pytest.raises(StoreError) as told:
        on_day(paths, 7).run()
    assert "damaged" in told.value.what
    assert names(paths.backups) == before
    notices: list[str] = []
    open_store(paths, lambda notice: notices.append(notice.text)).close()
    assert "12 messages were recovered" in notices[0]


def test_a_file_without_messages_drives_no_copy_out(tmp_path: Path) -> None:
    paths = Paths(config=tmp_path, data=tmp_path / "data")
    Store(paths.database, instance_id="this").close()
    on_day(paths, 0).run()
    assert names(paths.backups) == []


def test_a_nearly_full_disk_is_told_and_left_some_room(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("copilot_tui.store.backup.shutil.disk_usage", lambda _: usage)
    with pytest.raises(StoreError) as told:
        on_day(paths, 0).run()
    assert "nearly full" in told.value.what
    assert names(paths.backups) == []


def test_a_copy_that_is_stopped_leaves_nothing_behind(paths: Paths) -> None:
    backup = on_day(paths, 0)
    backup.stop()
    thread = threading.Thread(target=backup.run)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    assert names(paths.backups) == []


# The commands


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return "".join(capsys.readouterr())


def test_backup_says_what_it_kept_and_where_also_while_the_program_runs(
    paths: Paths, running: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup"]) == 0
    (copy,) = paths.backups.glob("*.db")
    assert said(capsys) == f"Kept 2 conversations with 12 messages in {copy}.\n"
    assert main(["backup", str(tmp_path / "mine.db")]) == 0
    assert messages(tmp_path / "mine.db") == messages(paths.database)
    assert main(["backup", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("conversations-*.db"))) == 1


def test_backup_replaces_nothing_and_names_what_is_wrong(
    paths: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "there.db"
    there.write_text("precious")
    assert main(["backup", str(there)]) == 1
    assert said(capsys).startswith(f"copilot-tui: {there} exists already.")
    assert there.read_text() == "precious"
    assert main(["backup", str(tmp_path / "no" / "folder.db")]) == 1
    assert said(capsys) == (
        f"copilot-tui: There is no folder {tmp_path}/no.\nMake it first, or choose another one.\n"
    )
    assert main(["backup", str(there / "copy.db")]) == 1
    assert f"{there} is no folder." in said(capsys)
    assert main(["backup", str(paths.database)]) == 1
    assert "is the conversation file itself" in said(capsys)
    assert main(["backup", f"{paths.database}-wal"]) == 1
    assert "is a name that the program needs itself" in said(capsys)
    (tmp_path / "copy.db-wal").write_text("of another copy")
    assert main(["backup", str(tmp_path / "copy.db")]) == 1
    assert f"{tmp_path}/copy.db-wal is left of another file." in said(capsys)
    assert main(["backup", str(tmp_path / ("x" * 250))]) == 1
    assert "The name of the copy is too long." in said(capsys)
    assert main(["backup", "/dev/null"]) == 1
    assert "/dev/null is no file that a copy could take the place of." in said(capsys)
    assert not list(tmp_path.rglob("*.unfinished"))
    paths.database.unlink()
    assert main(["backup"]) == 1
    assert "no conversations" in said(capsys)


def locked(paths: Paths) -> sqlite3.Connection:
    """The connection of another program that keeps the file for itself until it is closed."""
    other = sqlite3.connect(paths.database, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("CREATE TABLE theirs (a)")
    return other


def test_a_locked_file_is_named_and_not_the_copy(paths: Paths, tmp_path: Path) -> None:
    with closing(locked(paths)), pytest.raises(StoreError) as told:
        copy_database(paths.database, tmp_path / "copy.db", busy_timeout=0.05)
    assert told.value.what.startswith(f"Another program has kept {paths.database} locked")
    assert list(tmp_path.glob("copy.db*")) == []


def test_backup_waits_for_a_lock_as_long_as_the_program_does(paths: Paths, tmp_path: Path) -> None:
    # Longer than is waited where only the version is to be known.
    letting_go = threading.Timer(0.8, locked(paths).close)
    letting_go.start()
    assert main(["backup", str(tmp_path / "copy.db")]) == 0
    letting_go.join()


def test_restore_puts_a_copy_back_and_can_be_undone(
    paths: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    main(["backup", str(copy)])
    with Store(paths.database, instance_id="later") as store:
        later = store.conversations.create(title="Later").id
        store.messages.add_user_message(later, None, "after the copy")
    now = messages(paths.database)
    content = copy.read_bytes()

    assert main(["restore", str(copy)]) == 0
    assert len(messages(paths.database)) == 12
    (before,) = paths.data.glob("conversations.db.before-restore-*")
    assert f"copilot-tui restore {before}" in said(capsys)
    assert messages(before) == now

    assert main(["restore", str(before)]) == 0
    assert messages(paths.database) == now
    assert copy.read_bytes() == content
    assert is_sound(paths.database)


def test_what_restore_keeps_is_one_file_also_after_the_program_was_killed(
    paths: Paths, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    main(["backup", str(copy)])
    with Store(paths.database, instance_id="killed") as store:
        store.messages.add_user_message(1, None, "in the log")
        left = {file: file.read_bytes() for file in (paths.database, Path(f"{paths.database}-wal"))}
    for file, content in left.items():
        file.write_bytes(content)
    assert main(["restore", str(copy)]) == 0
    (before,) = paths.data.glob("conversations.db.before-restore-*")
    assert "in the log" in [row.content for row in messages(before).values()]


def test_restore_works_where_there_is_no_file_or_a_damaged_one(
    paths: Paths, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    main(["backup", str(copy)])
    overwrite(paths.database, 1, b"\xff" * PAGE)
    damaged = paths.database.read_bytes()
    assert main(["restore", str(copy)]) == 0
    (before,) = paths.data.glob("conversations.db.before-restore-*")
    assert before.read_bytes() == damaged
    paths.database.unlink()
    assert main(["restore", str(copy)]) == 0
    assert len(messages(paths.database)) == 12


def test_restore_waits_for_the_program_to_be_quit(
    paths: Paths, running: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"
    main(["backup", str(copy)])
    running.conversations.create(title="Later")
    assert main(["restore", str(copy)]) == 1
    assert "The program is running" in said(capsys)
    assert len(running.conversations.page(limit=9)) == 3
    assert list(paths.data.glob("*.before-restore-*")) == []


def test_restore_refuses_what_is_no_sound_copy(
    paths: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter, damaged, newer = (tmp_path / name for name in ("letter", "damaged.db", "newer.db"))
    letter.write_text("Dear Sir or Madam,\n" * 300)
    for copy in (damaged, newer):
        main(["backup", str(copy)])
    overwrite(damaged, root_of(damaged, "messages_children"), b"\xff" * PAGE)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = paths.database.read_bytes()
    said(capsys)
    theirs, empty, pipe = (tmp_path / name for name in ("theirs.db", "empty", "pipe"))
    with closing(sqlite3.connect(theirs)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    empty.touch()
    os.mkfifo(pipe)
    for copy, what in (
        (tmp_path / "nothing", "There is no file"),
        (tmp_path, "is a folder"),
        (letter, "is not a conversation file"),
        (damaged, "is not a conversation file, or is damaged"),
        (newer, "was written by a newer version of this program.\n"),
        (newer, "Update this program, then try again."),
        (theirs, "is a database of another program"),
        (empty, "is empty"),
        (pipe, "is a pipe, and no copy"),
        (Path("/dev/null"), "is a device, and no copy"),
        (paths.database, "is the conversation file itself"),
        (letter / "copy.db", "There is no file"),
    ):
        assert main(["restore", str(copy)]) == 2
        assert what in said(capsys)
        assert paths.database.read_bytes() == before


def test_what_was_put_back_is_as_a_start_would_make_it(paths: Paths, tmp_path: Path) -> None:
    main(["backup", str(tmp_path / "copy.db")])
    leftover = paths.data / "conversations.db.restoring-wal"
    leftover.write_bytes(b"of a restore that was broken off")

    assert main(["restore", str(tmp_path / "copy.db")]) == 0
    assert facts_of(paths.database).write_ahead
    assert not leftover.exists()
    findings = [*look_at_file(paths), *look_inside(paths)]
    assert {finding.verdict for finding in findings} == {Verdict.OK}


def test_restore_without_a_file_lists_the_copies_newest_first(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["restore"]) == 0
    assert "There are no copies yet" in said(capsys)
    on_day(paths, 0).run()
    (daily,) = paths.backups.glob("*.db")
    os.utime(daily, (1_000_000_000, 1_000_000_000))
    main(["backup"])
    said(capsys)
    assert main(["restore"]) == 0
    newest, oldest, hint = said(capsys).splitlines()
    assert newest.endswith(str(backups(paths)[0]))
    assert oldest.startswith("2001-09-09 ")
    assert "copilot-tui restore FILE" in hint


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_an_empty_name_is_a_wrong_word(
    paths: Paths, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main([command, ""]) == 2
    assert "the name is empty" in said(capsys)
