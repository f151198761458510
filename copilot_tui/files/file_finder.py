"""Finding a file by a few letters of its path."""

from __future__ import annotations

import asyncio
import math
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.files.path_match import PathIndex
from copilot_tui.files.tree import is_plain, scan_tree

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_FOUND = 50
FRESH_SECONDS = 5.0
"""How long the paths of the folder are taken to be the same as when they were read."""

MOST_LISTED = 10_000
"""How many entries of a directory outside the folder are looked at."""

_OUTSIDE = ("/", "~", "./", "../")


@dataclass(frozen=True, slots=True)
class FoundPath:
    """A file or directory that may be meant.

    Attributes:
        path: as it is to be typed; that of a directory ends in a slash.
        size: of the file in bytes; None for a directory and where it is unknown.
    """

    path: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """What may be meant by what was typed.

    Attributes:
        paths: the likeliest first.
        complete: whether the whole folder was looked through.
    """

    paths: tuple[FoundPath, ...]
    complete: bool = True


class FileFinder:
    """Finds files below a folder, and anywhere else by directory when a path leads there.

    Args:
        folder: where relative paths begin.
        clock: tells seconds.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.folder = folder
        self._clock = clock
        self._index = PathIndex(())
        self._is_complete = True
        self._scanned = -math.inf
        self._latest = ""
        self._one_at_a_time = asyncio.Lock()

    async def find(self, query: str) -> Found | None:
        """What may be meant, found on another thread.

        Args:
            query: what was typed, such as "cli", "src/" or "../notes/".

        Returns:
            None when a later query made this one pointless.
        """
        self._latest = query
        async with self._one_at_a_time:
            if query != self._latest:
                return None
            return await asyncio.to_thread(self._find, query)

    def locate(self, path: str) -> Path:
        """The place in the file system that a typed or found path names."""
        return self.folder / Path(path).expanduser() if path[:1] == "~" else self.folder / path

    def bounds(self, path: str) -> Path | None:
        """The folder that a found path must lie in; None for one that was typed out."""
        return None if path.startswith(_OUTSIDE) else self.folder

    def _find(self, query: str) -> Found:
        if query == ".." or query.startswith(_OUTSIDE):
            return Found(self._measured(self._listed(query)))
        if self._clock() - self._scanned > FRESH_SECONDS:
            tree = scan_tree(self.folder)
            self._index, self._is_complete = PathIndex(tree.paths), tree.complete
            self._scanned = self._clock()
        return Found(self._measured(self._index.best(query, MOST_FOUND)), self._is_complete)

    def _listed(self, query: str) -> list[str]:
        """The entries of the directory that a path leads to, narrowed by what follows it."""
        if query in ("~", ".."):
            query += "/"
        directory, slash, name = query.rpartition("/")
        names: list[str] = []
        try:
            with os.scandir(self.locate(directory + slash)) as entries:
                for _, entry in zip(range(MOST_LISTED), entries, strict=False):
                    if is_plain(entry.name) and _is_shown(entry, name):
                        names.append(f"{entry.name}/" if entry.is_dir() else entry.name)
        except (OSError, RuntimeError, ValueError):
            return []  # No such directory, no such user, no path at all.
        return [directory + slash + found for found in PathIndex(names).best(name, MOST_FOUND)]

    def _measured(self, paths: list[str]) -> tuple[FoundPath, ...]:
        return tuple(FoundPath(path, self._size(path)) for path in paths)

    def _size(self, path: str) -> int | None:
        if path.endswith("/"):
            return None
        try:
            return self.locate(path).stat().st_size
        except OSError:
            return None


def _is_shown(entry: os.DirEntry[str], typed: str) -> bool:
    """Whether to offer it: no hidden one unless a dot was typed, and only what can be read."""
    if entry.name.startswith(".") and not typed.startswith("."):
        return False
    try:
        return entry.is_dir() or entry.is_file()
    except OSError:
        return False
