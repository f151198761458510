"""Looking at the conversations, which changes nothing."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from copilot_tui.doctor import database
from copilot_tui.doctor.finding import Finding, Verdict
from copilot_tui.paths import Paths
from copilot_tui.store.damage_note import damage_note
from copilot_tui.store.opening import open_store
from copilot_tui.store.store import Store
from tests.store.support_damage import overwrite, root_of
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from copilot_tui.store.notice import StoreNotice

PAGE = 4096
"""Bytes of a page of the file, SQLite's default."""

OTHERS = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A data folder with a conversation."""
    data = tmp_path / "data"
    add_conversation(data, "Title", [("question", "answer")])
    return Paths(config=tmp_path / "config", data=data)


def everything(paths: Paths) -> list[Finding]:
    return [
        *database.look_at_file(paths),
        *database.look_inside(paths),
        *database.look_at_folder(paths),
    ]


def only(findings: Sequence[Finding], check: str) -> Finding:
    """The finding of this check."""
    (found,) = (finding for finding in findings if finding.check == check)
    return found


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """What every file of a folder holds, and when it was changed."""
    return {
        file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in sorted(folder.iterdir())
    }


def test_a_sound_file_is_sound_and_stays_as_it_is(paths: Paths) -> None:
    before = contents(paths.data)
    findings = everything(paths)

    assert {finding.verdict for finding in findings} == {Verdict.OK}
    assert only(findings, "size").what.startswith("1 conversation in ")
    assert contents(paths.data) == before


def test_a_file_that_the_app_has_open_is_read_as_it_is_now(paths: Paths) -> None:
    with Store(paths.database, instance_id="open") as store:
        store.conversations.create(title="In the log beside it")
        file = paths.database
        before = file.read_bytes(), file.with_name(f"{file.name}-wal").read_bytes()
        findings = everything(paths)
        after = file.read_bytes(), file.with_name(f"{file.name}-wal").read_bytes()

    assert only(findings, "size").what.startswith("2 conversations in ")
    assert {finding.verdict for finding in findings} == {Verdict.OK}
    assert after == before


def test_what_a_crash_left_beside_the_file_stays_there(paths: Paths, tmp_path: Path) -> None:
    crashed = Paths(config=paths.config, data=tmp_path / "crashed")
    with Store(paths.database, instance_id="open") as store:
        store.conversations.create(title="In the log beside it")
        shutil.copytree(paths.data, crashed.data)
    log = crashed.database.with_name(f"{crashed.database.name}-wal")
    before = crashed.database.read_bytes(), log.read_bytes()

    assert only(everything(crashed), "size").what.startswith("2 conversations in ")
    assert before[1]
    assert (crashed.database.read_bytes(), log.read_bytes()) == before


def test_before_the_first_start_there_is_nothing_and_nothing_is_made(tmp_path: Path) -> None:
    paths = Paths(config=tmp_path / "config", data=tmp_path / "deep" / "data")
    findings = everything(paths)

    assert only(findings, "file").what.startswith("None yet; the first start makes ")
    assert {finding.verdict for finding in findings} == {Verdict.OK}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("first", "pages"), [(1, 1), (3, 2)], ids=["told by the check", "told by an error"]
)
def test_a_damaged_file_is_a_fault(paths: Paths, first: int, pages: int) -> None:
    with paths.database.open("r+b") as file:
        file.seek(first * PAGE + 100)
        file.write(b"\xff" * (pages * PAGE - 100))

    found = only(everything(paths), "integrity")
    assert found.verdict is Verdict.FAULT
    assert "damaged" in found.what
    assert found.todo.startswith("Run copilot-tui backup, ")


def test_who_does_what_is_said_of_a_damaged_page_has_a_sound_file_at_the_next_start(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot_tui.paths.Paths.default", lambda: paths)
    # A page that nothing reads at a start.
    overwrite(paths.database, root_of(paths.database, "messages_children"), b"\xff" * PAGE)
    with Store(paths.database, instance_id="meanwhile") as store:
        store.recover(lambda _: False)
    assert not damage_note(paths.database).exists()
    assert only(everything(paths), "integrity").verdict is Verdict.FAULT

    assert main(["backup"]) == 1
    notices: list[StoreNotice] = []
    open_store(paths, notices.append).close()
    assert "2 messages were recovered" in notices[0].text
    assert only(everything(paths), "integrity").verdict is Verdict.OK


@pytest.mark.parametrize(
    "harm",
    [
        lambda _: None,
        lambda paths: overwrite(paths.database, root_of(paths.database, "messages"), b"x" * PAGE),
        lambda paths: paths.database.write_bytes(b"no database" * PAGE),
        lambda paths: paths.database.chmod(0o644),
        lambda paths: paths.data.chmod(0o755),
        lambda paths: shutil.rmtree(paths.data),
    ],
    ids=["sound", "damaged", "something else", "readable", "a folder for all", "none yet"],
)
def test_no_path_of_the_report_names_the_home_of_the_user(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Paths], object]
) -> None:
    home = paths.data.parent
    monkeypatch.setattr(Path, "home", lambda: home)
    harm(paths)

    told = " ".join(f"{finding.what} {finding.todo}" for finding in everything(paths))

    assert "~/data" in told
    assert str(home) not in told


def test_a_file_without_a_log_is_a_hint_only_where_it_can_have_none(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    before = contents(paths.data)

    found = only(everything(paths), "format")
    assert found.verdict is Verdict.OK
    assert found.what.endswith("the next start gives it a write-ahead log.")
    assert contents(paths.data) == before

    monkeypatch.setattr(database, "can_write_ahead", lambda _: False)
    found = only(everything(paths), "format")
    assert found.verdict is Verdict.HINT
    assert "network drive" in found.todo


def test_a_locked_file_is_one_fault(paths: Paths) -> None:
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("CREATE TABLE theirs (a)")
        found = everything(paths)
    (only_fault,) = (finding for finding in found if finding.verdict is Verdict.FAULT)
    assert "locked" in only_fault.what
    assert only(found, "integrity").what.startswith("Not looked at. ")


def test_what_is_no_conversation_file_is_a_fault(paths: Paths) -> None:
    paths.database.write_bytes(b"something else" * 500)

    found = only(everything(paths), "file")
    assert found.verdict is Verdict.FAULT
    assert "is not a conversation file" in found.what
    assert found.todo.startswith("Run copilot-tui backup, ")


@pytest.mark.parametrize(("version", "verdict"), [(1, Verdict.HINT), (99, Verdict.FAULT)])
def test_an_older_format_is_a_hint_and_a_newer_one_a_fault(
    paths: Paths, version: int, verdict: Verdict
) -> None:
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")

    findings = everything(paths)
    assert verdict in {finding.verdict for finding in findings if finding.check != "access"}


def test_a_file_that_others_can_read_is_a_fault_that_names_every_one(paths: Paths) -> None:
    copy = paths.data / "conversations.db.before-2"
    shutil.copy(paths.database, copy)
    copy.chmod(0o644)

    found = only(everything(paths), "access")
    assert found.verdict is Verdict.FAULT
    assert found.todo == f"Close them: chmod 600 {copy}"


def test_a_folder_that_others_can_list_is_a_hint(paths: Paths) -> None:
    paths.data.chmod(0o755)

    assert only(everything(paths), "access").verdict is Verdict.HINT


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_can_write_is_a_fault(paths: Paths, mode: int) -> None:
    paths.data.chmod(mode)

    found = only(everything(paths), "access")
    assert found.verdict is Verdict.FAULT
    assert "delete and replace" in found.what
    assert found.todo == f"Close the folder: chmod 700 {paths.data}"


def test_a_file_whose_mode_is_not_what_forbids_writing_is_not_given_another_mode(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `chattr +i` does it, which not even root gets around."""
    monkeypatch.setattr(os, "access", lambda path, _: path != paths.database)
    found = only(everything(paths), "access")
    assert found.verdict is Verdict.FAULT
    assert found.todo.endswith(f"run sudo chattr -i {paths.database}")

    paths.database.chmod(0o400)
    assert only(everything(paths), "access").todo.endswith(f"chmod 600 {paths.database}")


def test_a_read_only_disk_is_one_fault_and_no_mode_is_blamed(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SimpleNamespace(
        f_flag=os.ST_RDONLY, f_bavail=10**9, f_frsize=1, f_blocks=10**9, f_bfree=10**9
    )
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr(os, "statvfs", lambda _: disk)
    (found,) = (each for each in everything(paths) if each.verdict is Verdict.FAULT)
    assert found.what.startswith("You may not write into ")
    assert found.todo == "The disk is read-only. Make it writable, or set XDG_DATA_HOME."


@OTHERS
def test_a_folder_that_cannot_be_written_is_a_fault(paths: Paths) -> None:
    paths.data.chmod(0o500)

    assert only(everything(paths), "access").verdict is Verdict.FAULT


def test_a_disk_without_locks_is_a_fault(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(descriptor: int, kind: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    assert only(everything(paths), "locks").what == "They cannot be taken: No locks available."

    monkeypatch.setattr(fcntl, "flock", lambda *_: None)
    found = only(everything(paths), "locks")
    assert found.verdict is Verdict.FAULT
    assert found.what.startswith("They are not kept")


@pytest.mark.parametrize(
    ("free", "verdict"),
    [(10_000_000, Verdict.FAULT), (100_000_000, Verdict.HINT), (10**10, Verdict.OK)],
)
def test_little_space_is_told(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, free: int, verdict: Verdict
) -> None:
    usage = shutil.disk_usage(paths.data)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    assert only(everything(paths), "space").verdict is verdict


def test_an_sqlite_without_full_text_search_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert database.look_at_sqlite()[0].verdict is Verdict.OK
    monkeypatch.setattr(database, "has_full_text_search", lambda: False)
    assert database.look_at_sqlite()[0].verdict is Verdict.FAULT
