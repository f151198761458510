"""Whether others can read what is kept, and seeing to it that they cannot."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from copilot_tui.paths import shown_path
from copilot_tui.store.notice import StoreNotice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from copilot_tui.paths import Paths

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_WRITING_OF_OTHERS = stat.S_IWGRP | stat.S_IWOTH
_PATTERNS = (
    "conversations.db*",
    "copied-*",
    "logs",
    "logs/*",
    "instances",
    "instances/*",
    "backups",
    "backups/*",
    "servers",
    "servers/*",
    "servers/*/*",
)
"""What the data folder holds of ours; somebody may have put his own there as well."""

_ENDINGS = ("", "-wal", "-shm")
"""Of the names of a database that is elsewhere; the files beside it are somebody else's."""

_NAMED = 3
"""How many files are named in a sentence."""


def mend_modes(paths: Paths) -> Iterator[StoreNotice]:
    """Take from others the rights on everything of ours, and tell of it.

    What the owner may do stays as it is. A symbolic link is left alone with what it points
    to: whoever made it chose its place. Of the data folder itself nothing is told when
    others could only look into it: earlier versions made it so, and what they could read
    in it is told. To be called before the database is opened.
    """
    if sys.platform == "win32":
        return
    mended: list[Path] = []
    foreign: list[Path] = []
    failed: list[Path] = []
    for path in _ours(paths):
        with suppress(FileNotFoundError):
            status = path.lstat()
            if stat.S_ISLNK(status.st_mode):
                continue
            if status.st_uid != os.geteuid():
                foreign.append(path)
            elif status.st_mode & _OTHERS:
                if not _take_from_others(path, status):
                    failed.append(path)
                elif path != paths.data or status.st_mode & _WRITING_OF_OTHERS:
                    mended.append(path)
    if mended:
        yield StoreNotice(f"Others could read {_list(mended)}. Now only you can.")
    if foreign:
        yield StoreNotice(
            f"{_list(foreign)} belongs to another user, who can read what you write here. "
            f'Make it yours: sudo chown -R "$USER" {shown_path(paths.data)}',
            is_error=True,
        )
    if failed:
        yield StoreNotice(
            f"Others can read {_list(failed)}, and that could not be changed. "
            "Move your data folder to a disk that knows file modes.",
            is_error=True,
        )


def _ours(paths: Paths) -> Iterable[Path]:
    yield paths.data
    for pattern in _PATTERNS:
        yield from sorted(paths.data.glob(pattern))
    if paths.database_file is not None:
        yield from (paths.database.with_name(paths.database.name + end) for end in _ENDINGS)
    yield paths.config_file
    yield paths.prompts


def _take_from_others(path: Path, status: os.stat_result) -> bool:
    with suppress(OSError):
        path.chmod(stat.S_IMODE(status.st_mode) & ~_OTHERS)
        # Some file systems know no modes, and say nothing.
        return not path.stat().st_mode & _OTHERS
    return False


def _list(paths: list[Path]) -> str:
    named = ", ".join(shown_path(path) for path in paths[:_NAMED])
    more = len(paths) - _NAMED
    return f"{named} and {more} more" if more > 0 else named
