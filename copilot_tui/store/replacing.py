"""Putting another file in the place of the conversation file, without losing the one before.

Only for whoever has the file for himself. A file and what SQLite keeps beside it belong
together: the log of one beside another would be put into it (sqlite.org/howtocorrupt.html,
1.4). So the new file stands ready under a name that tells what is to be done, and the steps
can be finished at the next start, wherever they were broken off.
"""

from __future__ import annotations

import os
from datetime import datetime
from itertools import chain, count
from typing import TYPE_CHECKING

from copilot_tui.store.files import flush_folder

if TYPE_CHECKING:
    from pathlib import Path

SIDE_FILES = ("-wal", "-shm", "-journal")
_READY = ".replacement"


def unused_name(path: Path, word: str) -> Path:
    """A name for `path` to be set aside under, such as `conversations.db.damaged-<time>`."""
    name = f"{path.name}.{word}-{datetime.now():%Y-%m-%d-%H%M%S}"
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(
        aside
        for aside in map(path.with_name, names)
        if not any(beside(aside, suffix).exists() for suffix in ("", *SIDE_FILES))
    )


def beside(path: Path, suffix: str) -> Path:
    """A file that SQLite keeps beside `path`."""
    return path.with_name(path.name + suffix)


def replace_database(path: Path, new: Path, aside: Path) -> None:
    """Put `new` in the place of `path`, which is set aside with what is beside it.

    Raises:
        OSError: a step failed; what was there is under the one name or the other.
    """
    _flush(new)
    new.replace(beside(aside, _READY))
    flush_folder(path.parent)
    finish_replacement(path)


def finish_replacement(path: Path) -> None:
    """Do what is still to be done where a new file stands ready for the place of `path`.

    Raises:
        OSError: a step failed.
    """
    for ready in path.parent.glob(f"{path.name}.*{_READY}"):
        _set_aside(path, ready.with_name(ready.name.removesuffix(_READY)))
        ready.replace(path)
        flush_folder(path.parent)


def has_orphaned_log(path: Path) -> bool:
    """Whether there is a log whose database is empty or gone, which SQLite would delete.

    Raises:
        OSError: that cannot be seen.
    """
    log = beside(path, "-wal")
    if not log.exists() or log.stat().st_size == 0:
        return False
    return not path.exists() or path.stat().st_size == 0


def _set_aside(path: Path, aside: Path) -> None:
    for suffix in ("", *SIDE_FILES):
        file = beside(path, suffix)
        if not file.exists():
            continue
        target = beside(aside, suffix)
        # Only where an older version of the program was started in the middle of it.
        for number in count(2):
            if not target.exists():
                break
            target = beside(aside, f"{suffix}-{number}")
        file.rename(target)


def _flush(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
