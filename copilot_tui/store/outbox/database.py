"""An outbox: a file on this machine for what is written while the server is away."""

from __future__ import annotations

import time
from contextlib import ExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Self

from copilot_tui.errors import StoreError
from copilot_tui.private_folders import make_private_folders
from copilot_tui.store.failures import store_error
from copilot_tui.store.instance import is_locked, try_lock
from copilot_tui.store.outbox.record import is_empty
from copilot_tui.store.repeating import made
from copilot_tui.store.replacing import SIDE_FILES, beside
from copilot_tui.store.sqlite_database import IN_MEMORY, SqliteDatabase

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from copilot_tui.store.outbox.beside import KeptBeside

_NAME, _SUFFIX = "outbox-", ".db"

_HELD = ".held"
"""The lock beside it; that of a running copy of the program has another ending."""


class Outbox(SqliteDatabase):
    """An open outbox, which belongs to this running copy of the program.

    What hangs together on the server need not do so here: of a long conversation only its end
    may be known. So nothing asks for foreign keys.

    Args:
        path: a file, or `IN_MEMORY`.
        lock: keeps others from it until it is closed.

    Attributes:
        beside: what was kept beside it in each attempt to deliver it; whether that arrived is
            known later.

    Raises:
        StoreError: see `SqliteDatabase`.
    """

    def __init__(self, path: Path, lock: ExitStack) -> None:
        with lock:
            super().__init__(path, clock=partial(made, "time", time.time))
            self._connection.execute("PRAGMA foreign_keys = OFF")
            self._lock = lock.pop_all()
        self.beside: dict[int, list[KeptBeside]] = {}
        self._is_delivered = False
        self._original: Outbox | None = None

    @classmethod
    def new(cls, path: Path, lock: ExitStack, fill: Callable[[SqliteDatabase], object]) -> Self:
        """Make one.

        Args:
            path: see the class.
            lock: see the class.
            fill: makes in it what an outbox has beside a conversation file.

        Raises:
            StoreError: it cannot be made; nothing is left of it.
        """
        outbox = cls(path, lock)
        try:
            with outbox.writing():
                fill(outbox)
        except StoreError:
            outbox.remove()
            raise
        return outbox

    @property
    def uid(self) -> bytes:
        """Its name, also for the server; within a transaction."""
        return bytes(self.execute("SELECT uid FROM outbox").fetchone()["uid"])

    def in_memory(self) -> Outbox:
        """A copy of it in memory, which alone is used from now on."""
        copy = Outbox(IN_MEMORY, ExitStack())
        self._connection.backup(copy._connection)
        copy._original = self
        copy.beside = self.beside
        return copy

    def remove(self) -> None:
        """Close it and leave nothing of it, as all of it has been delivered."""
        self._is_delivered = True
        self.close()

    def close(self) -> None:
        """See `SqliteDatabase.close`; one in which nothing was written is not kept."""
        with self._lock:
            if not self._is_delivered:
                with suppress(StoreError), self.reading():
                    self._is_delivered = is_empty(self)
            super().close()
            if self._is_delivered and self._path != IN_MEMORY:
                for suffix in ("", *SIDE_FILES, _HELD):
                    with suppress(OSError):
                        beside(self._path, suffix).unlink(missing_ok=True)
        if self._original is not None:
            self._original._is_delivered = self._is_delivered
            self._original.close()


def lock_for_new(folder: Path, name: str) -> tuple[Path, ExitStack]:
    """Take the lock of an outbox that is to be made.

    Args:
        folder: for everything of one server.
        name: of nothing else.

    Raises:
        StoreError: it cannot be made.
    """
    path = folder / f"{_NAME}{name}{_SUFFIX}"
    try:
        make_private_folders(folder)
        lock = _locked(path)
    except OSError as error:
        raise store_error(error, folder) from error
    assert lock is not None
    return path, lock


def left_outboxes(folder: Path) -> list[Path]:
    """The outboxes that are there, the oldest first, also those that are in use."""
    # Another copy that ends may clear the folder away.
    with suppress(FileNotFoundError):
        return sorted(folder.glob(f"{_NAME}*{_SUFFIX}"))
    return []


def take(path: Path) -> Outbox | None:
    """Take an outbox over from a copy of the program that has ended.

    Returns:
        None where another copy uses it, or it is gone.

    Raises:
        StoreError: it cannot be opened.
    """
    try:
        lock = _locked(path)
    except OSError as error:
        raise store_error(error, path) from error
    if lock is None:
        return None
    with lock:
        # Whoever had it may have delivered it a moment ago.
        if not path.exists():
            beside(path, _HELD).unlink(missing_ok=True)
            return None
        return Outbox(path, lock.pop_all())


def is_in_use(path: Path) -> bool:
    """Whether a running copy of the program has an outbox, which is only looked at.

    Raises:
        StoreError: its lock cannot be looked at.
    """
    try:
        return is_locked(beside(path, _HELD))
    except OSError as error:
        raise store_error(error, path) from error


def _locked(path: Path) -> ExitStack | None:
    with ExitStack() as stack:
        if not stack.enter_context(try_lock(beside(path, _HELD))):
            return None
        return stack.pop_all()
