"""A file that is there as a whole or not at all, and never instead of another unasked."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.errors import ExportFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO, TextIO

_OWNER_ONLY = 0o600
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EACCES, errno.EXDEV)
"""What a file system says that knows no second name for a file."""

_WORDS = {
    errno.ENOSPC: ("The disk is full, so {path} could not be written.", "Free some space."),
    errno.EDQUOT: ("The disk is full, so {path} could not be written.", "Free some space."),
    errno.EACCES: ("You may not write {path}.", "Choose another folder."),
    errno.EPERM: ("You may not write {path}.", "Choose another folder."),
    errno.EROFS: ("{path} is on a read-only file system.", "Choose another folder."),
    errno.ENOENT: ("The folder of {path} does not exist.", "Make it first."),
    errno.ENOTDIR: ("The folder of {path} is not a folder.", "Choose another name."),
    errno.ENAMETOOLONG: ("The name {path} is too long.", "Choose a shorter one."),
}


def check_free(path: Path, *, overwrite: bool) -> None:
    """Refuse a name that is taken.

    Args:
        path: where a file is to be.
        overwrite: whether it may take the place of another one.

    Raises:
        ExportFailed: it may not.
    """
    try:
        is_taken = os.path.lexists(path)
        is_file = path.is_file()
    except OSError as error:
        raise _failed(error, path) from error
    if is_taken and not is_file:
        raise ExportFailed(f"{path} is not a file that could be replaced.", "Choose another name.")
    if is_taken and not overwrite:
        raise already_there(path)


def already_there(path: Path) -> ExportFailed:
    """The error for a name that is taken."""
    return ExportFailed(
        f"{path} exists already.", "Choose another name, or allow it to be replaced: --overwrite."
    )


@contextmanager
def new_file(path: Path, *, overwrite: bool = False) -> Iterator[TextIO]:
    """Write a text file for its owner only, which gets its name when all of it is there.

    Args:
        path: its name; the folder must be there.
        overwrite: whether it takes the place of one that is there.

    Raises:
        ExportFailed: it could not be written; nothing is left of it.
    """
    with new_bytes(path, overwrite=overwrite) as data:
        file = TextIOWrapper(data, encoding="utf-8", newline="\n")
        yield file
        file.flush()
        file.detach()


@contextmanager
def new_bytes(path: Path, *, overwrite: bool = False) -> Iterator[BinaryIO]:
    """The same for a file of bytes; see `new_file`."""
    check_free(path, overwrite=overwrite)
    # A link stays one: what it leads to is replaced.
    path = Path(os.path.realpath(path))
    unfinished = path.with_name(f".copilot-tui-{secrets.token_hex(8)}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _publish(unfinished, path, overwrite=overwrite)
        finally:
            with suppress(FileNotFoundError):
                unfinished.unlink()
    except OSError as error:
        raise _failed(error, path) from error


def _publish(unfinished: Path, path: Path, *, overwrite: bool) -> None:
    """Give a file its name; two that do so at once never replace each other unasked."""
    if overwrite:
        unfinished.replace(path)
        return
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise already_there(path) from None
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(path):
            raise already_there(path) from None
        unfinished.rename(path)


def _failed(error: OSError, path: Path) -> ExportFailed:
    if error.errno == errno.ENOENT and path.parent.is_dir():
        # Such as /proc, where the system alone makes files.
        return ExportFailed(f"No file can be made in {path.parent}.", "Choose another folder.")
    what, todo = _WORDS.get(error.errno or 0, ("{path} could not be written.", ""))
    detail = "" if error.errno in _WORDS else error.strerror or str(error)
    return ExportFailed(what.format(path=path), todo, detail=detail)
