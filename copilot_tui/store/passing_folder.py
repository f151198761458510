"""A folder for copies that are read once, of which a run that is killed leaves nothing for good.

Where it is made, in /tmp mostly, others can make folders, too, and links, under any name. So one
that was left behind is looked into only by a descriptor, and has to be ours alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from copilot_tui.store.file_lock import is_still_there, lock_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX: Final = "copilot-tui-copy-"
"""Of no other folder of this program; an editor's, say, has what the user wrote."""

_LOCK: Final = "lock"
_MOST_LOST: Final = 200


@contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder that only its owner can look into, for files; it is gone at the end.

    What runs that were killed have left is removed first, so that it gives back its room.

    Raises:
        OSError: it cannot be made.
    """
    remove_left_behind()
    folder, descriptor = _made()
    try:
        yield folder
    finally:
        with suppress(OSError):
            try:
                _empty(folder)
            finally:
                # Windows removes no open file.
                os.close(descriptor)
            (folder / _LOCK).unlink(missing_ok=True)
            folder.rmdir()


def remove_left_behind() -> None:
    """Remove the folders of runs that were killed; all else that has such a name stays."""
    # What cannot be looked at or removed may stay; it keeps nobody from reading.
    with suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            with suppress(OSError):
                _remove_if_left(folder)


def _made() -> tuple[Path, int]:
    """A new folder, and the lock by which others know that its maker lives.

    Raises:
        OSError: it cannot be made.
    """
    lost = 0
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        try:
            descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            with suppress(OSError):
                folder.rmdir()
            # Another run has taken it for one that was left.
            lost += 1
            if lost > _MOST_LOST or not isinstance(error, FileNotFoundError):
                raise
            continue
        if _is_locked_by_us(descriptor) and is_still_there(folder / _LOCK, descriptor):
            return folder, descriptor
        os.close(descriptor)


def _is_locked_by_us(descriptor: int) -> bool:
    try:
        return lock_at_once(descriptor, shared=False)
    except OSError:
        # Where there are no locks, nobody else has it, and nobody ever removes what is left.
        return True


def _empty(folder: Path | int) -> None:
    """Remove all files but the lock, which goes last: without it nobody knows whose it was."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name != _LOCK]
    for name in names:
        if isinstance(folder, int):
            os.unlink(name, dir_fd=folder)
        else:
            (folder / name).unlink()


if sys.platform == "win32":

    def _remove_if_left(folder: Path) -> None:
        """Remove `folder`; the system refuses while its maker has the lock open.

        Its temporary files are in a folder of the user.
        """
        (folder / _LOCK).unlink()
        _empty(folder)
        folder.rmdir()

else:

    def _remove_if_left(folder: Path) -> None:
        """Remove `folder` while holding its lock, so that its maker cannot have it.

        Raises:
            OSError: it is something else, or of somebody else, or cannot be removed.
        """
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if _is_ours_alone(os.fstat(descriptor)):
                _empty_if_left(descriptor)
                folder.rmdir()
        finally:
            os.close(descriptor)

    def _empty_if_left(folder: int) -> None:
        """Remove all that is in a folder of which nobody holds the lock."""
        try:
            lock = os.open(_LOCK, os.O_RDWR | os.O_NOFOLLOW, dir_fd=folder)
        except FileNotFoundError:
            # Its maker was killed before it was locked, or locks it now and makes another one
            # if it is gone.
            return
        try:
            if lock_at_once(lock, shared=False):
                _empty(folder)
                os.unlink(_LOCK, dir_fd=folder)
        finally:
            os.close(lock)

    def _is_ours_alone(status: os.stat_result) -> bool:
        return status.st_uid == os.geteuid() and not status.st_mode & 0o077
