"""Which running copies of the program are alive."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, Self
from uuid import uuid4

from copilot_tui.errors import StoreError
from copilot_tui.private_folders import make_private_folders
from copilot_tui.store.failures import store_error
from copilot_tui.store.file_lock import is_still_there, lock_at_once

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SUFFIX = ".lock"
_OPENING = "opening"
_RETRY_PAUSE = 0.02
_MOST_LOST = 200


class Instance:
    """This running copy, known to others by a lock that the system drops when it dies.

    A lock file's name is used once and never again. So the one race there is, another
    copy taking a file for stale between its making and its locking, is seen by the maker,
    who then takes another name.

    Attributes:
        id: uuid4 text.
    """

    def __init__(
        self, folder: Path, instance_id: str, descriptor: int, *, clears: bool = False
    ) -> None:
        self.id = instance_id
        self._folder = folder
        self._descriptor: int | None = descriptor
        self._clears = clears

    @classmethod
    def start(cls, folder: Path, *, clears: bool = False) -> Self:
        """Take a lock in `folder`, and remove what dead copies left there.

        Args:
            folder: made where it is not there.
            clears: whether the folder, and the one above it, go at the end if nothing else is
                in them.

        Raises:
            StoreError: the folder or the lock cannot be made.
        """
        try:
            instance_id, descriptor = _taken(folder)
        except OSError as error:
            raise store_error(error, folder.parent) from error
        return cls(folder, instance_id, descriptor, clears=clears)

    def is_alive(self, instance_id: str) -> bool:
        """Whether the copy with that id, perhaps this one, is running now."""
        return is_alive(self._folder, instance_id)

    def close(self) -> None:
        """Be dead for the others; a second call does nothing."""
        if self._descriptor is None:
            return
        # In this order, because Windows removes no open file.
        os.close(self._descriptor)
        self._descriptor = None
        with suppress(OSError):
            _lock_file(self._folder, self.id).unlink(missing_ok=True)
            if self._clears:
                self._folder.rmdir()
                self._folder.parent.rmdir()


class Started(NamedTuple):
    """A running copy, and what it found when it started.

    Attributes:
        instance: the copy.
        dead: ids of copies that had died, of which nobody had taken notice.
    """

    instance: Instance
    dead: frozenset[str]


def start_for_server(folder: Path) -> Started:
    """See `Instance.start`, which takes away what tells of the dead ones.

    Args:
        folder: for everything of one server; nothing is left of it where nothing waits.

    Raises:
        StoreError: see `Instance.start`.
    """
    dead = left_behind(folder)
    return Started(Instance.start(folder, clears=True), dead)


def is_alive(folder: Path, instance_id: str) -> bool:
    """Whether the copy with that id is running now.

    Raises:
        StoreError: its lock cannot be looked at.
    """
    try:
        return is_locked(_lock_file(folder, instance_id))
    except OSError as error:
        raise store_error(error, folder) from error


def others_alive(folder: Path, instance_id: str = "") -> bool:
    """Whether any copy but the one with that id is running now.

    Raises:
        StoreError: a lock cannot be looked at.
    """
    try:
        locks = [file for file in folder.glob(f"*{_SUFFIX}") if file.stem != instance_id]
        return any(is_locked(file) for file in locks)
    except OSError as error:
        raise store_error(error, folder) from error


def left_behind(folder: Path) -> frozenset[str]:
    """The ids of copies that have died and of which nobody has taken notice yet.

    Raises:
        StoreError: a lock cannot be looked at.
    """
    try:
        return frozenset(file.stem for file in folder.glob(f"*{_SUFFIX}") if not is_locked(file))
    except FileNotFoundError:
        return frozenset()
    except OSError as error:
        raise store_error(error, folder) from error


@contextmanager
def opening(folder: Path, *, seconds: float) -> Iterator[None]:
    """Be the only copy that opens, mends or replaces the conversation file.

    Args:
        folder: of the locks.
        seconds: how long to wait for another copy that does so.

    Raises:
        StoreError: another copy takes longer, or the lock cannot be made.
    """
    deadline = time.monotonic() + seconds
    try:
        make_private_folders(folder)
        descriptor = os.open(folder / _OPENING, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        # Nobody but this program knows the folder of its locks.
        raise store_error(error, folder.parent) from error
    try:
        while not lock_at_once(descriptor, shared=False):
            if time.monotonic() > deadline:
                raise StoreError(
                    "Another copy of this program is still opening the conversations.",
                    "Wait until it has, or end it.",
                )
            time.sleep(_RETRY_PAUSE)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def try_lock(file: Path) -> Iterator[bool]:
    """Hold a lock on `file`, unless another copy does; tells whether that is so.

    Raises:
        OSError: the file cannot be made.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield lock_at_once(descriptor, shared=False)
    finally:
        os.close(descriptor)


def _lock_file(folder: Path, instance_id: str) -> Path:
    return folder / f"{instance_id}{_SUFFIX}"


def _taken(folder: Path) -> tuple[str, int]:
    """The id of a new copy, and its lock.

    Raises:
        OSError: it cannot be made.
    """
    lost = 0
    while True:
        instance_id = str(uuid4())
        try:
            make_private_folders(folder)
            _remove_stale(folder)
            descriptor = _take(_lock_file(folder, instance_id))
        except (FileNotFoundError, FileExistsError):
            # Another copy has ended just now, and cleared the folder away; where that happens
            # while it is made, Python says that something else has its name.
            lost += 1
            if lost > _MOST_LOST:
                raise
        else:
            if descriptor is not None:
                return instance_id, descriptor


def _take(file: Path) -> int | None:
    """Make and lock `file`; None if another copy took it for stale meanwhile."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    if lock_at_once(descriptor, shared=False) and is_still_there(file, descriptor):
        return descriptor
    os.close(descriptor)
    return None


def is_locked(file: Path) -> bool:
    """Whether another copy holds the lock on `file`, or this one; not where there is none.

    Raises:
        OSError: it cannot be looked at.
    """
    try:
        descriptor = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not lock_at_once(descriptor, shared=True)
    finally:
        os.close(descriptor)


def _remove_stale(folder: Path) -> None:
    for file in folder.glob(f"*{_SUFFIX}"):
        # What cannot be looked at or removed may stay; it keeps nobody from starting.
        with suppress(OSError):
            _remove_if_stale(file)


if sys.platform == "win32":

    def _remove_if_stale(file: Path) -> None:
        """Remove `file`; the system refuses while any process has it open."""
        file.unlink(missing_ok=True)

else:

    def _remove_if_stale(file: Path) -> None:
        """Remove `file` while holding its lock, so that its maker cannot have it."""
        descriptor = os.open(file, os.O_RDWR)
        try:
            if lock_at_once(descriptor, shared=True):
                file.unlink(missing_ok=True)
        finally:
            os.close(descriptor)
