"""Reading conversations where nothing can be written: a backup that is mounted, a full disk."""

from __future__ import annotations

import errno
import gzip
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.cli import main
from copilot_tui.doctor.database import look_at_file, look_inside
from copilot_tui.doctor.finding import Verdict
from copilot_tui.errors import StoreError
from copilot_tui.store.passing_copy import passing_copy
from copilot_tui.store.schema import MIGRATIONS
from copilot_tui.store.store import Store
from tests.store.support_damage import PAGE, messages, paths_of

if TYPE_CHECKING:
    from copilot_tui.paths import Paths

VERSIONS = Path(__file__).with_name("versions")


def leave(path: Path, *, with_log: bool) -> None:
    """Write a conversation, as a program does that ends or one that is killed."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    work = Path(tempfile.mkdtemp()) / path.name
    with Store(work, instance_id="before") as store:
        conversation = store.conversations.create(title="Trip to Oslo").id
        store.messages.add_user_message(conversation, None, "Which train?")
        if with_log:
            for suffix in ("", "-wal"):
                shutil.copy(f"{work}{suffix}", f"{path}{suffix}")
    if not with_log:
        shutil.copy(work, path)
    shutil.rmtree(work.parent)


def files(folder: Path) -> dict[str, bytes]:
    """The conversation file and the log beside it."""
    found = sorted(folder.glob("conversations.db*"))
    return {file.name: file.read_bytes() for file in found if not file.name.endswith("-shm")}


@pytest.fixture(scope="module")
def everything_loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Run what is run below once, as a plain user may not be able to load it."""
    paths = paths_of(tmp_path_factory.mktemp("loading") / "data" / "conversations.db")
    leave(paths.database, with_log=False)
    chats = str(paths.data.parent / "chats.jsonl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("copilot_tui.paths.Paths.default", lambda: paths)
        for arguments in (
            ["list", "--json"],
            ["show", "oslo"],
            ["search", "train"],
            ["stats", "--json", "--all"],
            ["stats", "--json"],
            ["export", "last", "--output", "-"],
            ["export", "--all", "--output", chats],
            ["import", chats],
            ["backup", f"{chats}.db"],
            ["restore", f"{chats}.db"],
        ):
            assert main(arguments) == 0
        assert main(["restore", chats]) == 2


@pytest.fixture
def paths(
    everything_loaded: None, folder_of_a_plain_user: Path, monkeypatch: pytest.MonkeyPatch
) -> Paths:
    del everything_loaded
    paths = paths_of(folder_of_a_plain_user / "data" / "conversations.db")
    monkeypatch.setattr("copilot_tui.paths.Paths.default", lambda: paths)
    monkeypatch.setattr("copilot_tui.paths.Path.home", lambda: Path("/nobody"))
    temporary = folder_of_a_plain_user / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return paths


def read_only_folder(paths: Paths) -> None:
    paths.data.chmod(0o500)


def read_only_file(paths: Paths) -> None:
    paths.database.chmod(0o400)


def read_only_folder_with_locks(paths: Paths) -> None:
    """As where the program could write once."""
    paths.instances.mkdir(mode=0o700)
    read_only_folder(paths)


@pytest.mark.parametrize("with_log", [True, False], ids=["log", "no log"])
@pytest.mark.parametrize("hinder", [read_only_folder, read_only_file, read_only_folder_with_locks])
def test_all_that_only_reads_reads_all_and_changes_nothing(
    paths: Paths,
    hinder: Callable[[Paths], None],
    with_log: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    leave(paths.database, with_log=with_log)
    hinder(paths)
    before = files(paths.data)
    try:
        for arguments, expected in (
            (["list"], "Trip to Oslo"),
            (["show", "oslo"], "Which train?"),
            (["search", "train"], "Which train?"),
            (["stats", "--json"], '"sent": 1'),
            (["export", "last", "--output", "-"], "Which train?"),
        ):
            assert main(arguments) == 0
            told = capsys.readouterr()
            assert expected in told.out
            assert told.err == ""
        findings = [*look_at_file(paths), *look_inside(paths)]
        assert {finding.verdict for finding in findings} == {Verdict.OK}
        assert files(paths.data) == before
        assert list(Path(tempfile.gettempdir()).iterdir()) == []
    finally:
        paths.data.chmod(0o700)


def test_a_copy_can_be_kept_of_it_and_put_back_from_it(
    paths: Paths, folder_of_a_plain_user: Path
) -> None:
    leave(paths.database, with_log=True)
    kept = folder_of_a_plain_user / "kept.db"
    there = paths_of(folder_of_a_plain_user / "there" / "conversations.db")
    leave(there.database, with_log=True)
    read_only_folder(paths)
    there.data.chmod(0o500)
    try:
        assert main(["backup", str(kept)]) == 0
        assert [row.content for row in messages(kept).values()] == ["Which train?"]
        paths.data.chmod(0o700)
        paths.database.unlink()
        assert main(["restore", str(there.database)]) == 0
        assert [row.content for row in messages(paths.database).values()] == ["Which train?"]
    finally:
        for each in (paths, there):
            each.data.chmod(0o700)


def test_what_writes_says_why_it_cannot(
    paths: Paths, folder_of_a_plain_user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(paths.database, with_log=False)
    chats = folder_of_a_plain_user / "chats.jsonl"
    assert main(["export", "--all", "--output", str(chats)]) == 0
    shutil.rmtree(paths.instances)
    read_only_folder(paths)
    capsys.readouterr()
    try:
        assert main(["import", str(chats)]) == 4
        assert "You are not permitted to write" in capsys.readouterr().err
        assert main(["import", "--dry-run", str(chats)]) == 0
        assert main(["backup"]) == 1
        assert "or name a file elsewhere: copilot-tui backup FILE" in capsys.readouterr().err
        assert main(["restore", str(paths.database)]) == 2
        assert main(["backup", str(paths.data / "copy.db")]) == 1
        assert f"You may not write into {paths.data}." in capsys.readouterr().err
    finally:
        paths.data.chmod(0o700)


def test_a_full_disk_keeps_nobody_from_reading(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(paths.database, with_log=True)

    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("copilot_tui.store.instance.make_private_folders", full)
    assert main(["list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Trip to Oslo"


def test_a_file_of_an_older_version_is_read_as_it_will_be(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    paths.data.mkdir(mode=0o700)
    paths.database.write_bytes(gzip.decompress((VERSIONS / "version_1.db.gz").read_bytes()))
    before = files(paths.data)
    read_only_folder(paths)
    try:
        assert main(["list"]) == 0
        assert capsys.readouterr().out
        assert files(paths.data) == before
    finally:
        paths.data.chmod(0o700)


def test_a_folder_that_cannot_be_looked_into_is_told_by_every_command(
    paths: Paths, folder_of_a_plain_user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(paths.database, with_log=False)
    copy = folder_of_a_plain_user / "copy.db"
    shutil.copy(paths.database, copy)
    paths.data.chmod(0)
    try:
        for arguments, status in (
            (["list"], 4),
            (["backup"], 1),
            (["backup", f"{copy}-2"], 1),
            (["restore"], 1),
        ):
            assert main(arguments) == status
            told = capsys.readouterr()
            assert told.err == (
                f"copilot-tui: You are not permitted to look into {paths.data}.\n"
                "Give yourself access to it.\n"
            )
        assert main(["restore", str(copy)]) == 1
        assert f"You are not permitted to write {paths.data}." in capsys.readouterr().err
    finally:
        paths.data.chmod(0o700)


def test_a_copy_can_be_kept_elsewhere_when_the_disk_is_full(
    paths: Paths, folder_of_a_plain_user: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(paths.database, with_log=True)
    used = sqlite3.connect
    monkeypatch.setattr("copilot_tui.store.passing_copy.has_no_room", lambda _: True)

    def without_room(
        name: str | Path, *, isolation_level: None = None, uri: bool = False, timeout: float = 5.0
    ) -> sqlite3.Connection:
        if str(paths.database) in str(name):
            raise sqlite3.OperationalError("disk I/O error")
        return used(name, timeout, isolation_level=isolation_level, uri=uri)

    monkeypatch.setattr(sqlite3, "connect", without_room)
    kept = folder_of_a_plain_user / "kept.db"
    assert main(["backup", str(kept)]) == 0
    monkeypatch.undo()
    assert [row.content for row in messages(kept).values()] == ["Which train?"]


def test_what_cannot_be_read_is_called_by_its_own_name(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(paths.database, with_log=False)
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    read_only_folder(paths)
    try:
        assert main(["list"]) == 4
        told = capsys.readouterr().err
        assert told.startswith(f"copilot-tui: {paths.database} was written by a newer version")
        paths.database.chmod(0)
        assert main(["list"]) == 4
        told = capsys.readouterr().err
        assert told.startswith(f"copilot-tui: You are not permitted to read {paths.database}.")
        assert list(Path(tempfile.gettempdir()).iterdir()) == []
    finally:
        paths.data.chmod(0o700)


def test_a_copy_is_read_in_the_place_of_the_conversations_and_stays_as_it_is(
    paths: Paths, folder_of_a_plain_user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = folder_of_a_plain_user / "copy"
    copy.mkdir()
    kept = copy / "conversations.db-of-yesterday"
    leave(kept, with_log=True)
    before = files(copy)
    copy.chmod(0o500)
    try:
        for arguments, printed in (
            (["list"], "Oslo"),
            (["show", "oslo"], "Oslo"),
            (["search", "train"], "Oslo"),
            (["stats", "--json", "--all"], '"sent": 1,'),
            (["export", "--all", "--output", "-"], "Oslo"),
        ):
            assert main([*arguments, "--database", str(kept)]) == 0
            assert printed in capsys.readouterr().out
        assert files(copy) == before
        assert not paths.database.exists()
    finally:
        copy.chmod(0o700)


def test_what_is_no_copy_is_not_read(
    paths: Paths, folder_of_a_plain_user: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(paths.database, with_log=False)
    letter, damaged = folder_of_a_plain_user / "letter", folder_of_a_plain_user / "damaged.db"
    letter.write_text("Dear Sir or Madam,")
    shutil.copy(paths.database, damaged)
    with damaged.open("r+b") as file:
        file.seek(PAGE)
        file.write(b"\xff" * 20 * PAGE)
    for copy, status, what in (
        (folder_of_a_plain_user / "nothing", 2, "There is no file"),
        (folder_of_a_plain_user, 2, "is a folder"),
        (letter, 2, "is not a conversation file"),
        (damaged, 4, f"{damaged} is damaged."),
    ):
        assert main(["show", "1", "--database", str(copy)]) == status
        told = capsys.readouterr()
        assert what in told.err
        assert told.out == ""
    assert "What can be read of it is recovered when" in told.err


def test_a_copy_is_of_one_moment_or_there_is_none(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(paths.database, with_log=True)
    copyfile = shutil.copyfile
    times = 0

    def copied_while_written(source: Path, target: Path) -> None:
        nonlocal times
        copyfile(source, target)
        if source == paths.database and times:
            times -= 1
            with source.open("ab") as file:
                file.write(b"more")

    monkeypatch.setattr(shutil, "copyfile", copied_while_written)
    times = 2
    with passing_copy(paths.database) as copy:
        assert copy.read_bytes() == paths.database.read_bytes()
        assert copy.stat().st_mode & 0o077 == 0 or copy.parent.stat().st_mode & 0o077 == 0
    times = 100
    with pytest.raises(StoreError) as told, passing_copy(paths.database):
        pass
    assert "is being written to by another program" in told.value.what


def test_no_room_for_a_copy_is_told(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(paths.database, with_log=False)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreError) as told, passing_copy(paths.database):
        pass
    assert "no room for a copy" in told.value.what
    assert "TMPDIR" in told.value.todo
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
