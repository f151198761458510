"""The conversation file, the folder it is in, and what SQLite can do."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from copilot_tui.doctor.finding import Finding, fault, hint, ok
from copilot_tui.errors import StoreDamaged, StoreError
from copilot_tui.files.file_size import file_size
from copilot_tui.paths import Paths, shown_path
from copilot_tui.store.examination import (
    FileFacts,
    can_write_ahead,
    facts_of,
    has_full_text_search,
    problems_of,
    sqlite_version,
)
from copilot_tui.store.named_file import check_named_file, is_known_as_ours
from copilot_tui.store.replacing import SIDE_FILES, beside

MEBIBYTE = 1024 * 1024
LITTLE_SPACE = 20 * MEBIBYTE
SCARCE_SPACE = 500 * MEBIBYTE
LARGE_LOG = 64 * MEBIBYTE

_FOR_OTHERS = 0o077
_OWNERS = 0o600
_OWNERS_FOLDER = 0o700
_WRITING_OF_OTHERS = 0o022
_MOVE = "Keep the file in a folder that only you may write."
_MEND = (
    "Run copilot-tui backup, which notes the damage (it copies no damaged file). Then start the "
    "program: it sets the file aside and recovers what can be read."
)


def not_looked_at() -> Sequence[Finding]:
    """That nobody knows where the conversations are."""
    todo = "Correct the configuration first."
    return (hint("database", "Not looked at: the settings do not say which it is.", todo),)


def look_at_file(paths: Paths) -> Sequence[Finding]:
    """What the file is, and whether it can be read."""
    path = paths.database
    if not path.exists():
        if paths.database_file is not None:
            return (fault("file", f"There is no {shown_path(path)}.", "Correct its path."),)
        return (ok("file", f"None yet; the first start makes {shown_path(path)}."),)
    try:
        check_named_file(paths)
        if _is_named(paths) and not is_known_as_ours(path):
            what = f"{shown_path(path)} is empty; the first start makes the conversations in it."
            return (ok("file", what),)
        facts = facts_of(path)
    except StoreError as error:
        todo = _MEND if isinstance(error, StoreDamaged) else error.todo
        return (fault("file", f"{error.what} {error.detail}".strip(), todo),)
    return (
        ok("file", f"{shown_path(path)} can be read."),
        _version(facts, paths.data),
        _size(facts),
    )


def look_inside(paths: Paths) -> Sequence[Finding]:
    """Whether the file is sound."""
    if not paths.database.exists() or not _is_ours(paths):
        return ()
    try:
        problems = problems_of(paths.database)
    except StoreDamaged as error:
        return (fault("integrity", f"{error.what} {error.detail}".strip(), _MEND),)
    except StoreError as error:
        # What keeps it from being read is a fault that `look_at_file` tells.
        return (hint("integrity", f"Not looked at. {error.what}", error.todo),)
    if not problems:
        return (ok("integrity", "SQLite finds nothing wrong with it."),)
    return (fault("integrity", f"It is damaged: {'; '.join(problems)}", _MEND),)


def look_at_sqlite() -> Sequence[Finding]:
    """Whether SQLite can search texts."""
    version = f"SQLite {sqlite_version()}"
    if has_full_text_search():
        return (ok("search", f"{version} has FTS5."),)
    todo = "Use a Python whose SQLite has it, such as that of uv or of your system."
    return (fault("search", f"{version} was built without FTS5, the search.", todo),)


def look_at_folder(paths: Paths) -> Sequence[Finding]:
    """Who may read it, whether locks work there, and how much space there is."""
    folder = paths.database.parent
    if not folder.exists():
        return (*_can_be_made(folder), _space(folder))
    if not _is_ours(paths):
        return (_space(folder),)
    # Why nothing can be written there is told by the first.
    locks = (_locks(folder),) if _is_open(folder) else ()
    return (*_permissions(paths), *locks, _space(folder))


def _is_named(paths: Paths) -> bool:
    """Whether the file is not where the program keeps one by itself."""
    return paths.database != paths.own_database


def _is_ours(paths: Paths) -> bool:
    """Whether the file is known not to be another program's, whose files are not our business."""
    if not _is_named(paths):
        return True
    try:
        check_named_file(paths)
        return is_known_as_ours(paths.database)
    except StoreError:
        return False


def _version(facts: FileFacts, folder: Path) -> Finding:
    if facts.version < facts.newest:
        what = f"{facts.version}; the next start makes it {facts.newest} and keeps a copy."
        return hint("format", what)
    if facts.write_ahead:
        return ok("format", f"Version {facts.version}, with a write-ahead log.")
    if can_write_ahead(folder):
        # As a copy is that was put in the place of the file by hand.
        return ok("format", f"Version {facts.version}; the next start gives it a write-ahead log.")
    todo = "Keep the data on a disk of this machine, not on a network drive."
    what = f"Version {facts.version}, without a write-ahead log, which cannot be had here."
    return hint("format", f"{what} Several copies of the app will wait for each other.", todo)


def _size(facts: FileFacts) -> Finding:
    count = facts.conversations
    held = "1 conversation" if count == 1 else f"{count:,} conversations"
    what = f"{held} in {file_size(facts.size)}, {file_size(facts.unused)} of it unused."
    if facts.waiting <= LARGE_LOG:
        return ok("size", what)
    todo = "Quit every copy of the app once; the last one to end tidies up."
    return hint("size", f"{what} {file_size(facts.waiting)} wait in the log beside it.", todo)


def _can_be_made(folder: Path) -> Sequence[Finding]:
    above = _existing(folder)
    if os.access(above, os.W_OK | os.X_OK):
        return ()
    todo = f"Make {above} writable for you, or set XDG_DATA_HOME."
    return (fault("folder", f"{shown_path(folder)} cannot be made.", todo),)


def _permissions(paths: Paths) -> Sequence[Finding]:
    folder = paths.database.parent
    if not _is_open(folder):
        what = f"You may not write into {shown_path(folder)}."
        todo = _MOVE if _is_named(paths) else _opened_up([folder], _OWNERS_FOLDER)
        return (fault("access", what, todo),)
    files = _files(paths)
    if unwritable := [file for file in files if not os.access(file, os.R_OK | os.W_OK)]:
        todo = _opened_up(unwritable, _OWNERS)
        return (fault("access", "You may not write the conversations.", todo),)
    if sys.platform == "win32":
        return ()
    if readable := [file for file in files if _mode(file) & _FOR_OTHERS]:
        what = "Other users of this machine may read the conversations."
        return (fault("access", what, f"Close them: chmod 600 {_names(readable)}"),)
    return (_folder_for_others(paths),)


def _folder_for_others(paths: Paths) -> Finding:
    """What others may do in the folder; one of a file that was named need not be ours."""
    folder, is_named = paths.database.parent, _is_named(paths)
    todo = _MOVE if is_named else f"Close the folder: chmod 700 {folder}"
    mode = _mode(folder)
    # In a folder such as /tmp nobody deletes what is not his own.
    if mode & _WRITING_OF_OTHERS and not (is_named and mode & stat.S_ISVTX):
        what = "Other users of this machine may delete and replace the conversations."
        return fault("access", what, todo)
    if mode & _FOR_OTHERS and not is_named:
        what = "Others may see which files there are, though not read the conversations."
        return hint("access", what, todo)
    return ok("access", "Only you may read and write it.")


def _files(paths: Paths) -> list[Path]:
    """The file and what belongs to it."""
    path = paths.database
    if not _is_named(paths):
        return sorted(path.parent.glob(f"{path.name}*"))
    return [each for suffix in ("", *SIDE_FILES) if (each := beside(path, suffix)).exists()]


def _is_open(folder: Path) -> bool:
    return os.access(folder, os.R_OK | os.W_OK | os.X_OK)


def _opened_up(files: Sequence[Path], mode: int) -> str:
    """What gives the user access to files or folders that he may not write."""
    if sys.platform != "win32":
        if any(os.statvfs(file).f_flag & os.ST_RDONLY for file in files):
            return "The disk is read-only. Make it writable, or set XDG_DATA_HOME."
        if any(file.stat().st_uid != os.geteuid() for file in files):
            return f'Make them yours: sudo chown "$USER" {_names(files)}'
    if any(_mode(file) & mode != mode for file in files):
        return f"Give yourself access: chmod {mode:o} {_names(files)}"
    return (
        "Their modes allow it. So make the disk writable, or, where lsattr shows an i, "
        f"run sudo chattr -i {_names(files)}"
    )


def _locks(folder: Path) -> Finding:
    """Whether a lock that one has taken keeps another out, as the app needs it."""
    if sys.platform == "win32":
        return ok("locks", "Those of Windows.")
    import fcntl  # not there on Windows

    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.lockf(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            with Path(file.name).open("rb") as other:
                fcntl.flock(other.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return ok("locks", "They work, so several copies of the app can run.")
    except OSError as error:
        what = f"They cannot be taken: {error.strerror}."
    else:
        what = "They are not kept, so two copies of the app could harm the file."
    return fault("locks", what, "Keep the data on a disk of this machine: set XDG_DATA_HOME.")


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(_existing(folder)).free
    what = f"{file_size(free)} are free on the disk."
    if free < LITTLE_SPACE:
        return fault("space", what, "Free some space, or replies cannot be kept.")
    if free < SCARCE_SPACE:
        return hint("space", what, "Free some space soon.")
    return ok("space", what)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _names(files: Sequence[Path]) -> str:
    return " ".join(map(str, files))
