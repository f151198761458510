"""What the program opens instead of a file that cannot be used, and what it says."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.paths import Paths
from copilot_tui.store.opening import open_store
from copilot_tui.store.schema import MIGRATIONS
from copilot_tui.store.store import Store
from tests.store.support_damage import fill, is_sound, messages, paths_of
from tests.umasks import usual_umask

if TYPE_CHECKING:
    from copilot_tui.store.notice import StoreNotice


class Opened:
    """A store that was opened as the program does, and what was told."""

    def __init__(self, paths: Paths) -> None:
        self.notices: list[StoreNotice] = []
        self.store = open_store(paths, self.notices.append, busy_timeout=0.05, opening_seconds=0.2)

    def chat(self) -> None:
        """Write something and read it again."""
        conversation = self.store.conversations.create(title="Kept nowhere").id
        self.store.messages.add_user_message(conversation, None, "Hello")
        assert self.store.conversations.page(limit=1)[0].title == "Kept nowhere"
        self.store.close()

    @property
    def lasting(self) -> str:
        (notice,) = [notice for notice in self.notices if notice.is_lasting]
        return notice.text


def files(folder: Path) -> dict[str, bytes]:
    """The conversation file and what is beside it, but for what SQLite makes anew each time."""
    found = sorted(folder.glob("conversations.db*"))
    return {file.name: file.read_bytes() for file in found if not file.name.endswith("-shm")}


@pytest.fixture
def home(folder_of_a_plain_user: Path) -> Path:
    folder_of_a_plain_user.chmod(0o700)
    fill(folder_of_a_plain_user / "conversations.db", conversations=1, exchanges=1)
    return folder_of_a_plain_user


def read_only_file(folder: Path) -> None:
    (folder / "conversations.db").chmod(0o400)


def read_only_folder(folder: Path) -> None:
    folder.chmod(0o500)


def another_program(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "conversations.db")) as connection:
        connection.execute("PRAGMA application_id = 1")


def newer_version(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "conversations.db")) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


@pytest.mark.parametrize(
    ("hinder", "what"),
    [
        (read_only_file, "read-only"),
        (read_only_folder, "not permitted to write"),
        (another_program, "belongs to another program"),
        (newer_version, "written by a newer version"),
    ],
)
def test_with_a_file_that_cannot_be_used_the_chat_goes_on_in_memory(
    home: Path, hinder: Callable[[Path], None], what: str
) -> None:
    hinder(home)
    before = files(home)
    opened = Opened(paths_of(home / "conversations.db"))
    opened.chat()
    assert opened.lasting.startswith("Nothing of this chat is kept. ")
    assert what in opened.lasting
    assert "It is tried again every few seconds" in opened.lasting
    assert str(home) in opened.lasting
    assert "instances" not in opened.lasting
    assert files(home) == before


def test_with_a_file_that_another_program_keeps_locked_it_goes_on_in_memory(home: Path) -> None:
    with closing(sqlite3.connect(home / "conversations.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("CREATE TABLE IF NOT EXISTS theirs (a)")
        opened = Opened(paths_of(home / "conversations.db"))
        opened.chat()
    assert "locked" in opened.lasting
    assert " If it goes on, close the other program. It is tried again" in opened.lasting


def test_without_a_home_it_goes_on_in_memory(folder_of_a_plain_user: Path) -> None:
    folder_of_a_plain_user.chmod(0o500)
    opened = Opened(paths_of(folder_of_a_plain_user / "data" / "conversations.db"))
    opened.chat()
    assert "not permitted to write" in opened.lasting


def test_on_a_full_disk_it_goes_on_in_memory(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("copilot_tui.store.sqlite_database.make_private_file", full)
    opened = Opened(paths_of(database_path))
    opened.chat()
    assert "disk is full" in opened.lasting
    assert " Free some space. It is tried again every few seconds;" in opened.lasting


def test_a_file_of_a_newer_program_that_was_killed_stays_as_it_is_with_its_log(
    database_path: Path, tmp_path: Path
) -> None:
    with Store(database_path, instance_id="newer") as newer:
        newer.conversations.create(title="Newer")
        with closing(sqlite3.connect(database_path)) as connection:
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
            left = tmp_path / "left"
            left.mkdir(mode=0o700)
            for suffix in ("", "-wal"):
                shutil.copy(f"{database_path}{suffix}", left)
    before = files(left)
    assert before["conversations.db-wal"]
    opened = Opened(paths_of(left / "conversations.db"))
    opened.chat()
    assert "written by a newer version" in opened.lasting
    assert files(left) == before


@pytest.mark.parametrize("empty", [True, False])
def test_a_log_without_its_file_is_set_aside_before_sqlite_would_delete_it(
    home: Path, empty: bool
) -> None:
    path = home / "conversations.db"
    with Store(path, instance_id="before") as store:
        store.conversations.create(title="In the log")
        log = Path(f"{path}-wal").read_bytes()
    path.unlink()
    if empty:
        path.touch(mode=0o600)
    Path(f"{path}-wal").write_bytes(log)
    Path(f"{path}-wal").chmod(0o600)
    opened = Opened(paths_of(path))
    opened.chat()
    (aside,) = home.glob("conversations.db.damaged-*-wal")
    assert aside.read_bytes() == log
    assert aside.name in opened.lasting
    assert is_sound(path)


@pytest.mark.parametrize("empty", [True, False])
def test_a_log_that_holds_everything_brings_everything_back(
    database_path: Path, empty: bool
) -> None:
    """As when the program is killed at the first start and the file is lost."""
    with Store(database_path, instance_id="before") as store:
        for number in range(3):
            conversation = store.conversations.create(title=f"Conversation {number}").id
            store.messages.add_user_message(conversation, None, f"Hello {number}")
        log = Path(f"{database_path}-wal").read_bytes()
    before = messages(database_path)
    database_path.unlink()
    if empty:
        database_path.touch(mode=0o600)
    Path(f"{database_path}-wal").write_bytes(log)
    opened = Opened(paths_of(database_path))
    opened.store.close()
    assert "empty or missing, though its log was there" in opened.lasting
    assert "3 conversations with 3 messages were recovered" in opened.lasting
    assert messages(database_path) == before
    assert is_sound(database_path)


@pytest.mark.parametrize("log", [b"no log at all" * 400, b"7"])
def test_a_log_that_cannot_be_read_brings_nothing_back_and_is_kept(
    database_path: Path, log: bytes
) -> None:
    database_path.parent.mkdir(mode=0o700)
    Path(f"{database_path}-wal").write_bytes(log)
    opened = Opened(paths_of(database_path))
    opened.chat()
    (aside,) = database_path.parent.glob("conversations.db.damaged-*-wal")
    assert aside.read_bytes() == log
    assert "nothing was recovered" in opened.lasting
    assert is_sound(database_path)


def test_a_replacement_that_was_broken_off_is_finished_at_the_next_start(home: Path) -> None:
    path = home / "conversations.db"
    before = path.read_bytes()
    new = home / "new" / "conversations.db"
    fill(new, conversations=2, exchanges=1)
    new.rename(home / "conversations.db.damaged-1.replacement")
    path.rename(home / "conversations.db.damaged-1")
    Path(f"{path}-wal").write_bytes(b"log of the damaged file")
    opened = Opened(paths_of(path))
    opened.store.close()
    assert len(messages(path)) == 4
    assert (home / "conversations.db.damaged-1").read_bytes() == before
    assert (home / "conversations.db.damaged-1-wal").read_bytes() == b"log of the damaged file"


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_what_others_could_read_is_theirs_no_more_and_that_is_told_once(tmp_path: Path) -> None:
    data, config = tmp_path / "data", tmp_path / "config"
    paths = Paths(config=config, data=data)
    fill(paths.database, conversations=1, exchanges=1)
    for folder in (paths.logs, paths.backups, paths.prompts):
        folder.mkdir(parents=True)
    ours = [
        *(paths.database, paths.logs / "g4f.log", paths.backups / "one.db"),
        *(data / "copied-2026.md", paths.config_file),
    ]
    for file in ours:
        file.touch()
        file.chmod(0o644)
    for folder in (data, paths.logs, paths.backups, paths.prompts):
        folder.chmod(0o755)
    theirs = data / "my notes"
    theirs.touch()
    theirs.chmod(0o644)
    read_only = data / "copied-old.md"
    read_only.touch()
    read_only.chmod(0o444)

    opened = Opened(paths)
    opened.store.close()

    assert {mode_of(file) for file in ours} == {0o600}
    assert {mode_of(it) for it in (data, paths.logs, paths.backups, paths.prompts)} == {0o700}
    assert (mode_of(read_only), mode_of(theirs)) == (0o400, 0o644)
    (notice,) = opened.notices
    assert notice.text.startswith("Others could read ")
    assert "and 6 more" in notice.text
    assert Opened(paths).notices == []


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    paths = Paths(config=tmp_path / "config", data=tmp_path / "data")
    paths.config.mkdir()
    target = tmp_path / "dotfiles.toml"
    target.touch()
    target.chmod(0o644)
    paths.config_file.symlink_to(target)
    assert Opened(paths).notices == []
    assert mode_of(target) == 0o644


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_files_of_another_user_are_named_and_left(tmp_path: Path) -> None:
    paths = Paths(config=tmp_path / "config", data=tmp_path / "data")
    fill(paths.database, conversations=1, exchanges=1)
    os.chown(paths.database, 12345, 12345)
    paths.database.chmod(0o644)
    opened = Opened(paths)
    (notice,) = opened.notices
    assert "another user" in notice.text
    assert mode_of(paths.database) == 0o644


def test_a_data_folder_that_others_could_only_look_into_is_closed_without_a_word(
    home: Path,
) -> None:
    home.chmod(0o755)
    opened = Opened(paths_of(home / "conversations.db"))
    opened.store.close()
    assert mode_of(home) == 0o700
    assert opened.notices == []


def test_a_data_folder_that_others_could_write_into_is_told(home: Path) -> None:
    home.chmod(0o777)
    opened = Opened(paths_of(home / "conversations.db"))
    opened.store.close()
    assert mode_of(home) == 0o700
    assert opened.notices[0].text.startswith("Others could read ")


def test_all_that_the_first_start_makes_is_private_and_the_second_has_nothing_to_tell(
    tmp_path: Path,
) -> None:
    paths = paths_of(tmp_path / ".local" / "share" / "copilot-tui" / "conversations.db")
    for _ in range(2):
        with usual_umask():
            opened = Opened(paths)
            opened.store.close()
        assert opened.notices == []
        made = [path for path in (tmp_path / ".local").rglob("*") if path.is_dir()]
        assert paths.instances in made
        assert {mode_of(folder) for folder in made} == {0o700}
