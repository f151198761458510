"""Reading conversations where nothing can be written."""

from __future__ import annotations

import errno
import shutil
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from copilot_tui.errors import StoreError
from copilot_tui.store.failures import has_no_room, store_error
from copilot_tui.store.files import make_private_file, takes_files
from copilot_tui.store.passing_folder import passing_folder
from copilot_tui.store.replacing import SIDE_FILES, beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PARTS: Final = ("", *(suffix for suffix in SIDE_FILES if suffix != "-shm"))
"""The file, and what belongs to it; the index of a log is made anew."""

_COPY: Final = "conversations.db"
_ATTEMPTS: Final = 5


@contextmanager
def passing_copy(path: Path) -> Iterator[Path]:
    """A copy of a conversation file and of the log beside it, gone at the end.

    SQLite cannot read a file with a log beside which nothing can be written, unless it leaves
    out what stands in the log (sqlite.org/wal.html#readonly); nor can a file of an older
    version be read before it is brought up to date. Its copy can.

    Args:
        path: the file; it is only read.

    Raises:
        StoreError: there is no room for a copy, or another program goes on writing.
        OSError: it cannot be read.
    """
    with ExitStack() as cleanup:
        try:
            folder = cleanup.enter_context(passing_folder())
        except OSError as error:
            raise _no_room(path) from error
        copy = folder / _COPY
        _copy_as_of_one_moment(path, copy)
        yield copy


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """The file itself where SQLite can read all of it without a change, else a passing copy.

    Raises:
        StoreError: see `passing_copy`.
    """
    has_log = beside(path, "-wal").exists()
    if not has_log or (takes_files(path.parent) and not has_no_room(path)):
        yield path
        return
    with ExitStack() as cleanup:
        try:
            copy = cleanup.enter_context(passing_copy(path))
        except OSError as error:
            raise store_error(error, path) from error
        yield copy


def _copy_as_of_one_moment(path: Path, copy: Path) -> None:
    try:
        for _ in range(_ATTEMPTS):
            before = _state(path)
            _copy_parts(path, copy)
            if _state(path) == before:
                return
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _no_room(path) from error
        raise
    raise StoreError(
        f"{path} is being written to by another program.", "Try again when that has ended."
    )


def _no_room(path: Path) -> StoreError:
    return StoreError(
        f"Beside {path} nothing can be written, and there is no room for a copy to be read.",
        "Free some space, or let TMPDIR name a folder that has some.",
    )


def _copy_parts(path: Path, copy: Path) -> None:
    for suffix in _PARTS:
        source, target = beside(path, suffix), beside(copy, suffix)
        target.unlink(missing_ok=True)
        # What SQLite makes beside it gets the same mode.
        make_private_file(target)
        try:
            shutil.copyfile(source, target)
        except FileNotFoundError:
            target.unlink()
            if not suffix:
                raise


def _state(path: Path) -> list[tuple[int, int] | None]:
    """When each part was written last, and how large it is; None for one that is not there."""
    return [_state_of(beside(path, suffix)) for suffix in _PARTS]


def _state_of(part: Path) -> tuple[int, int] | None:
    try:
        status = part.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size
