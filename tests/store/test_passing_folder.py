"""Copies of conversations in a folder that others use, too, and runs that are killed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.store import passing_folder as module
from copilot_tui.store.file_lock import lock_at_once
from copilot_tui.store.passing_copy import passing_copy
from copilot_tui.store.passing_folder import passing_folder, remove_left_behind
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "copilot-tui-copy-planted"
READS_A_COPY = """
import sys
from pathlib import Path
from copilot_tui.store.passing_copy import passing_copy
from copilot_tui.store.store import Store

with passing_copy(Path(sys.argv[1])) as copy, Store(copy, instance_id="child") as store:
    store.conversations.create(title="Only in the copy")
    print(copy.parent, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def conversations(tmp_path: Path) -> Path:
    """A file that everybody may read, as it comes from another machine."""
    path = tmp_path / "conversations.db"
    with Store(path, instance_id="before") as store:
        store.conversations.create(title="Trip to Oslo")
    path.chmod(0o644)
    return path


@contextmanager
def reading(path: Path, temporary: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A program that has a copy of the file open, and the folder of the copy."""
    command = [sys.executable, "-c", READS_A_COPY, str(path)]
    environ = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ
    ) as child:
        assert child.stdout is not None
        try:
            yield child, Path(child.stdout.readline().strip())
        finally:
            child.kill()


def left(folder: Path) -> Path:
    """A folder as a killed run leaves it."""
    folder.mkdir(mode=0o700)
    (folder / "lock").touch(mode=0o600)
    (folder / "conversations.db").write_text("all conversations")
    return folder


def test_what_a_killed_run_has_left_goes_with_the_next_and_what_a_living_one_has_stays(
    conversations: Path, temporary: Path
) -> None:
    with (
        reading(conversations, temporary) as (killed, of_dead),
        reading(conversations, temporary) as (_, of_living),
    ):
        killed.kill()
        killed.wait(30)
        assert (of_dead / "conversations.db").exists()
        with passing_copy(conversations) as copy:
            assert {*temporary.iterdir()} == {of_living, copy.parent}
            assert (of_living / "conversations.db").exists()
        assert [*temporary.iterdir()] == [of_living]


def test_all_of_a_copy_is_for_its_owner_alone(conversations: Path, temporary: Path) -> None:
    with reading(conversations, temporary) as (_, folder):
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}

        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert modes.keys() >= {"conversations.db", "conversations.db-wal", "conversations.db-shm"}
        assert {*modes.values()} == {0o600}


def test_a_run_that_ends_leaves_nothing(conversations: Path, temporary: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        passing_copy(conversations) as copy,
        Store(copy, instance_id="reader"),
    ):
        raise KeyboardInterrupt
    assert [*temporary.iterdir()] == []


@pytest.mark.usefixtures("temporary")
def test_a_file_may_have_any_name(tmp_path: Path, conversations: Path) -> None:
    for name in ("lock", ".lock", "copilot-tui.lock"):
        file = conversations.rename(tmp_path / name)
        with passing_copy(file) as copy:
            remove_left_behind()
            assert copy.read_bytes() == file.read_bytes()
        conversations = file


def test_what_others_have_planted_leads_nowhere(tmp_path: Path, temporary: Path) -> None:
    precious = left(tmp_path / "precious")
    (temporary / NAME).symlink_to(precious)
    (temporary / f"{NAME}-file").write_text("a file")
    os.mkfifo(temporary / f"{NAME}-pipe")
    inner = temporary / f"{NAME}-links"
    inner.mkdir(mode=0o700)
    (inner / "lock").symlink_to(precious / "lock")
    (inner / "conversations.db").symlink_to(precious / "conversations.db")
    before = {*temporary.rglob("*")}

    remove_left_behind()

    assert {*temporary.rglob("*")} == before
    assert (precious / "conversations.db").exists()


def test_a_link_in_what_was_left_goes_and_what_it_leads_to_stays(
    tmp_path: Path, temporary: Path
) -> None:
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    (left(temporary / NAME) / "conversations.db-wal").symlink_to(precious)

    remove_left_behind()

    assert [*temporary.iterdir()] == []
    assert precious.read_text() == "mine"


def test_a_folder_that_others_may_use_is_not_ours(temporary: Path) -> None:
    left(temporary / NAME).chmod(0o770)

    remove_left_behind()

    assert (temporary / NAME / "conversations.db").exists()


def test_a_folder_of_another_user_stays_also_when_root_comes_by(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(temporary / NAME)
    monkeypatch.setattr(os, "geteuid", lambda: temporary.stat().st_uid + 1)

    remove_left_behind()

    assert (temporary / NAME / "conversations.db").exists()


@pytest.mark.parametrize("name", ["copilot-tui-planted", "copilot-tui-benchmarks", "copies"])
def test_other_folders_stay(temporary: Path, name: str) -> None:
    """Such as that of an editor, with what the user has written in it."""
    left(temporary / name)

    remove_left_behind()

    assert (temporary / name / "conversations.db").exists()


def test_a_folder_without_a_lock_goes_only_when_it_is_empty(temporary: Path) -> None:
    (left(temporary / NAME) / "lock").unlink()
    (temporary / f"{NAME}-empty").mkdir(mode=0o700)

    remove_left_behind()

    assert [*temporary.rglob("*")] == [temporary / NAME, temporary / NAME / "conversations.db"]


def test_a_removal_that_was_broken_off_is_gone_on_with(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = left(temporary / NAME)
    (folder / "a folder").mkdir()

    remove_left_behind()
    (folder / "a folder").rmdir()
    remove_left_behind()

    assert [*temporary.iterdir()] == []


def test_a_new_folder_that_another_run_takes_for_a_left_one_is_made_again(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, lock = tempfile.mkdtemp, lock_at_once
    overtaken = ["before the lock is made", "before it is locked"]

    def made(prefix: str) -> str:
        folder = make(prefix=prefix)
        if overtaken[:1] == ["before the lock is made"]:
            overtaken.pop(0)
            remove_left_behind()
        return folder

    def locked(descriptor: int, *, shared: bool) -> bool:
        if overtaken[:1] == ["before it is locked"] and [*temporary.glob("*/lock")]:
            overtaken.pop(0)
            remove_left_behind()
        return lock(descriptor, shared=shared)

    monkeypatch.setattr(tempfile, "mkdtemp", made)
    monkeypatch.setattr(module, "lock_at_once", locked)
    with passing_folder() as folder:
        assert overtaken == []
        assert [*temporary.iterdir()] == [folder]
        remove_left_behind()
        assert (folder / "lock").exists()


def test_many_at_once_keep_what_is_theirs(temporary: Path) -> None:
    def use(number: int) -> bool:
        with passing_folder() as folder:
            file = folder / "conversations.db"
            file.write_text(str(number))
            remove_left_behind()
            return file.read_text() == str(number)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(use, range(300)))
    assert [*temporary.iterdir()] == []


@pytest.mark.usefixtures("temporary")
def test_where_nothing_can_be_locked_a_copy_is_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch, conversations: Path
) -> None:
    def without(*_: object, **__: object) -> bool:
        raise OSError("No locks available")

    monkeypatch.setattr(module, "lock_at_once", without)
    with passing_copy(conversations) as copy:
        remove_left_behind()
        assert copy.exists()
