"""Folders and files that only their owner can read."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreError
from copilot_tui.private_folders import make_private_folders
from copilot_tui.store.failures import store_error

if TYPE_CHECKING:
    from pathlib import Path

_OWNER_ONLY_FILE = 0o600
_MAY_BE_READ = (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT)
"""What keeps folders from being made where others may be read."""


def make_private_folder(folder: Path) -> None:
    """Make `folder` and what is missing above it; 0700 what is new.

    The mode of one that was there before is mended by `private.py`, which says so.

    Raises:
        StoreError: it cannot be made.
    """
    try:
        make_private_folders(folder)
    except OSError as error:
        raise store_error(error, folder) from error


def make_private_file(file: Path) -> None:
    """Make `file` empty and 0600, unless it is there.

    An existing file is not even opened: closing it again would drop the POSIX locks that
    another connection of this process holds on it (sqlite.org/howtocorrupt.html, 2.2).

    Raises:
        OSError: it cannot be made.
    """
    with suppress(FileExistsError):
        file.touch(mode=_OWNER_ONLY_FILE, exist_ok=False)


def is_there(file: Path) -> bool:
    """Whether a file of ours exists.

    Raises:
        StoreError: that cannot be seen.
    """
    try:
        return file.exists()
    except PermissionError as error:
        raise StoreError(
            f"You are not permitted to look into {file.parent}.", "Give yourself access to it."
        ) from error
    except OSError as error:
        raise store_error(error, file) from error


def check_folder_can_be(folder: Path) -> None:
    """See whether our files could have been in a folder, whether or not it exists.

    Where it is only not permitted to write, there may simply be none of them yet.

    Raises:
        StoreError: something else is in its way, or nobody can make a folder there.
    """
    import tempfile  # Only here, and this module is loaded before the first paint.

    above = folder
    while not above.exists() and above.parent != above:
        above = above.parent
    try:
        with tempfile.TemporaryDirectory(dir=above, prefix=".copilot-tui-"):
            pass
    except OSError as error:
        if error.errno not in _MAY_BE_READ:
            raise store_error(error, folder) from error


def check_writable(file: Path) -> None:
    """See whether a file may be written; SQLite tells only when something is.

    Raises:
        OSError: it may not.
    """
    if not _is_permitted(file, os.W_OK):
        raise OSError(errno.EROFS, "The file's mode forbids writing", str(file))


def takes_files(folder: Path) -> bool:
    """Whether files can be made in a folder, as far as the system knows beforehand."""
    return _is_permitted(folder, os.W_OK | os.X_OK)


def _is_permitted(path: Path, mode: int) -> bool:
    effectively = os.access in os.supports_effective_ids
    return os.access(path, mode, effective_ids=effectively)


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, as they are now.

    Raises:
        OSError: the disk reported an error.
    """
    if sys.platform == "win32":
        return  # Folders cannot be opened there.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
