"""Where a copy goes that the user asks for, and what may be in its way."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Final

from copilot_tui.errors import StoreError
from copilot_tui.paths import shown_path
from copilot_tui.store.backup import own_name
from copilot_tui.store.files import make_private_file, make_private_folder
from copilot_tui.store.replacing import SIDE_FILES, beside

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.paths import Paths

_OTHER_NAME: Final = "Choose another name, or remove it first."
_ELSEWHERE: Final = "Mend that, or name a file elsewhere: copilot-tui backup FILE"
_OTHER_FOLDER: Final = "Choose another folder."
_NOT_PERMITTED: Final = "You may not write into {folder}."
_FULL: Final = "The disk with {folder} is full."

_WORDS: Final = {
    errno.ENOENT: ("There is no folder {folder}.", "Make it first, or choose another one."),
    errno.ENOTDIR: ("{folder} is no folder.", _OTHER_FOLDER),
    errno.EACCES: (_NOT_PERMITTED, "Choose another folder, or give yourself access to it."),
    errno.EPERM: (_NOT_PERMITTED, "Choose another folder, or give yourself access to it."),
    errno.EROFS: ("{folder} is on a read-only disk.", _OTHER_FOLDER),
    errno.ENOSPC: (_FULL, "Free some space, or choose another folder."),
    errno.EDQUOT: (_FULL, "Free some space, or choose another folder."),
    errno.ENAMETOOLONG: ("The name of the copy is too long.", "Choose a shorter one."),
}


def backup_target(paths: Paths, named: Path | None) -> Path:
    """Where a copy goes.

    Args:
        paths: where everything is.
        named: a folder, or a file that is not there yet; None is the folder of the daily copies.

    Raises:
        StoreError: no copy can be made there; it says why.
    """
    if named is None:
        try:
            make_private_folder(paths.backups)
        except StoreError as error:
            raise StoreError(error.what, _ELSEWHERE, detail=error.detail) from error
        named = paths.backups
    target = named
    try:
        if named.is_dir():
            target = named / own_name(paths).name
        _check_name(paths, target)
        # SQLite would say less clearly why it cannot be made.
        trial = beside(target, ".unfinished")
        make_private_file(trial)
        trial.unlink()
    except OSError as error:
        raise _failed(error, target.parent) from error
    return target


def _check_name(paths: Paths, target: Path) -> None:
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        pass
    else:
        if paths.database.exists() and target.exists() and target.samefile(paths.database):
            raise StoreError(
                f"{target} is the conversation file itself.",
                "Name another file, or none: copilot-tui backup",
            )
        if not stat.S_ISREG(mode):
            raise StoreError(
                f"{target} is no file that a copy could take the place of.",
                "Name a file that is not there yet, or a folder.",
            )
        raise StoreError(f"{target} exists already.", _OTHER_NAME)
    is_beside = target.parent.is_dir() and paths.data.exists()
    if is_beside and target.parent.samefile(paths.data) and _is_reserved(target, paths.database):
        raise StoreError(
            f"{shown_path(target)} is a name that the program needs itself.", "Choose another name."
        )
    for suffix in SIDE_FILES:
        # SQLite would take it for a part of the copy (sqlite.org/howtocorrupt.html, 1.4).
        if os.path.lexists(beside(target, suffix)):
            raise StoreError(f"{beside(target, suffix)} is left of another file.", _OTHER_NAME)


def _is_reserved(target: Path, database: Path) -> bool:
    return target.name.startswith(database.name)


def _failed(error: OSError, folder: Path) -> StoreError:
    what, todo = _WORDS.get(error.errno or 0, ("No file can be made in {folder}.", _OTHER_FOLDER))
    detail = "" if error.errno in _WORDS else f"{error.strerror}."
    if error.errno == errno.ENOENT and folder.is_dir():
        # Such as /proc, which is made by the system.
        what, todo, detail = "No file can be made in {folder}.", _OTHER_FOLDER, ""
    return StoreError(what.format(folder=folder), todo, detail=detail)
