"""Copies of the conversation file, made while it is in use, and which of them there are."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import threading
from contextlib import ExitStack, closing, contextmanager
from datetime import date, datetime
from glob import escape
from typing import TYPE_CHECKING

from copilot_tui.errors import StoreDamaged, StoreError
from copilot_tui.paths import shown_path
from copilot_tui.store.checking import contents, is_sound
from copilot_tui.store.damage_note import damage_noted
from copilot_tui.store.database import BUSY_TIMEOUT
from copilot_tui.store.failures import UNREADABLE, store_error
from copilot_tui.store.files import flush_folder, is_there, make_private_file, make_private_folder
from copilot_tui.store.instance import try_lock
from copilot_tui.store.replacing import SIDE_FILES, beside
from copilot_tui.store.schema import open_untouched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from copilot_tui.paths import Paths
    from copilot_tui.store.checking import Contents

KEPT_DAYS = 7
"""So many daily copies are kept."""

_PAGES_AT_ONCE = 256
"""A megabyte in a step, which takes a few milliseconds."""

_STEPS_OF_CHECK = 200_000
"""Of SQLite's machine, which take some milliseconds as well."""

_PAUSE = 0.01
"""Seconds between two steps in the background, so that the disk is free for replies."""

_DAILY = re.compile(r"conversations-\d{4}-\d\d-\d\d\.db")


class _StoppedError(Exception):
    """The program ends, and the copy can wait until the next start."""


class DailyBackup:
    """Keeps one copy a day, of the last days; for a thread of its own.

    Args:
        paths: where everything is.
        today: tells the day.
    """

    def __init__(self, paths: Paths, *, today: Callable[[], date] = date.today) -> None:
        self._paths = paths
        self._today = today
        self._stopped = threading.Event()

    def run(self) -> None:
        """Make the copy of today, unless it is there, and let go of the oldest.

        An older copy is let go of only when the new one is whole. There is none of a file
        without a message, which would in time replace those that have some.

        Raises:
            StoreError: it could not be made; the earlier copies are all there.
        """
        folder = self._paths.backups
        target = folder / f"conversations-{self._today():%Y-%m-%d}.db"
        if target.exists() or not self._paths.database.exists():
            return
        make_private_folder(folder)
        try:
            with try_lock(folder / ".lock") as is_mine, damage_noted(self._paths.database):
                if is_mine and not target.exists():
                    self._make(target)
                    _let_go_of_oldest(folder)
        except OSError as error:
            raise store_error(error, folder) from error
        except _StoppedError:
            return
        except StoreError:
            if not self._stopped.is_set():
                raise

    def stop(self) -> None:
        """Break off what `run` does in another thread."""
        self._stopped.set()

    def _make(self, target: Path) -> None:
        if not _has_messages(self._paths.database):
            return
        _check_room(self._paths.database, target.parent)
        copy_database(self._paths.database, target, between_steps=self._take_a_breath)

    def _take_a_breath(self) -> None:
        if self._stopped.wait(_PAUSE):
            raise _StoppedError


def copy_database(
    source: Path,
    target: Path,
    *,
    between_steps: Callable[[], None] = lambda: None,
    busy_timeout: float = BUSY_TIMEOUT,
) -> Contents:
    """Copy a database that may be in use, look whether the copy is whole, and flush it.

    Args:
        source: is not written to.
        target: appears only when it is whole. One that is there is replaced.
        between_steps: called now and then; what it raises breaks the copying off.
        busy_timeout: how long to wait for another program that has locked `source`, in seconds.

    Returns:
        What the copy holds.

    Raises:
        StoreError: it could not be read, written, or is damaged; `target` is as it was.
    """
    unfinished = beside(target, ".unfinished")
    try:
        with _gone_afterwards(unfinished):
            make_private_file(unfinished)
            _copy_pages(source, unfinished, between_steps, busy_timeout)
            with closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
                copy.execute("PRAGMA journal_mode = DELETE").fetchone()
                copy.set_progress_handler(between_steps, _STEPS_OF_CHECK)
                if not is_sound(copy):
                    raise _damaged(source)
                held = contents(copy)
            _flush_and_rename(unfinished, target)
    except (*UNREADABLE, OSError) as error:
        failure = store_error(error, target)
        if isinstance(failure, StoreDamaged):
            failure = _damaged(source, str(error))
        raise failure from error
    return held


def backups(paths: Paths) -> list[Path]:
    """All copies that can be put back, newest first.

    Raises:
        StoreError: it cannot be seen which there are.
    """
    found = [
        *paths.backups.glob("*.db"),
        *paths.database.parent.glob(f"{escape(paths.database.name)}.before-*"),
    ]
    unwanted = (*SIDE_FILES, ".unfinished", ".replacement")
    whole = [file for file in found if not file.name.endswith(unwanted) and is_there(file)]
    return sorted(whole, key=lambda file: file.stat().st_mtime, reverse=True)


def own_name(paths: Paths) -> Path:
    """Where a copy goes that the user asks for without saying where."""
    return paths.backups / f"conversations-{datetime.now():%Y-%m-%d-%H%M%S}.db"


def _copy_pages(
    source: Path, target: Path, between_steps: Callable[[], None], busy_timeout: float
) -> None:
    with (
        closing(_one_state_of(source, busy_timeout)) as reading,
        closing(sqlite3.connect(target, isolation_level=None)) as writing,
    ):
        (mode,) = reading.execute("PRAGMA journal_mode").fetchone()
        reading.backup(
            writing,
            pages=_PAGES_AT_ONCE if mode == "wal" else -1,
            progress=lambda _status, _remaining, _total: between_steps(),
        )


def _one_state_of(source: Path, busy_timeout: float) -> sqlite3.Connection:
    """Open a file so that all steps see the same of it.

    Else each write of another would make SQLite begin anew (sqlite.org/backup.html). Without
    a log others are locked out meanwhile.

    Raises:
        StoreError: it cannot be had; that is told of it, and not of the copy.
    """
    with ExitStack() as cleanup:
        try:
            reading = cleanup.enter_context(
                closing(open_untouched(source, busy_timeout=busy_timeout))
            )
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            raise store_error(error, source) from error
        cleanup.pop_all()
    return reading


def _flush_and_rename(unfinished: Path, target: Path) -> None:
    descriptor = os.open(unfinished, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    unfinished.replace(target)
    flush_folder(target.parent)


@contextmanager
def _gone_afterwards(file: Path) -> Iterator[None]:
    try:
        for suffix in ("", *SIDE_FILES):
            beside(file, suffix).unlink(missing_ok=True)
        yield
    finally:
        for suffix in ("", *SIDE_FILES):
            beside(file, suffix).unlink(missing_ok=True)


def _has_messages(database: Path) -> bool:
    try:
        with closing(open_untouched(database)) as connection:
            return connection.execute("SELECT 1 FROM messages LIMIT 1").fetchone() is not None
    except UNREADABLE as error:
        raise store_error(error, database) from error


def _check_room(database: Path, folder: Path) -> None:
    sizes = [beside(database, suffix) for suffix in ("", "-wal")]
    needed = sum(file.stat().st_size for file in sizes if file.exists())
    # The conversations themselves must have room to grow beside it.
    if shutil.disk_usage(folder).free < 2 * needed:
        raise StoreError(
            f"The disk is nearly full, so {shown_path(folder)} got no copy of today.",
            "Free some space.",
        )


def _let_go_of_oldest(folder: Path) -> None:
    daily = sorted(file for file in folder.iterdir() if _DAILY.fullmatch(file.name))
    for file in daily[:-KEPT_DAYS]:
        file.unlink(missing_ok=True)


def _damaged(source: Path, detail: str = "") -> StoreDamaged:
    return StoreDamaged(
        f"{source} is damaged.",
        "Quit and start again: then it is set aside, and what can be read of it is recovered.",
        detail=detail,
    )
