"""The paths below a folder."""

from __future__ import annotations

import os
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.files.ignore_rules import IgnoreRules, ignore_rules
from copilot_tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_PATHS = 50_000
MOST_SECONDS = 2.0
"""A scan ends at whichever of the two comes first; what lies deepest is then missing."""


@dataclass(frozen=True, slots=True)
class Tree:
    """What was found below a folder.

    Attributes:
        paths: relative to the folder, those of directories ending in a slash; what lies
            higher comes first, then by name.
        complete: whether nothing was left out for want of room or time.
    """

    paths: tuple[str, ...]
    complete: bool


def scan_tree(
    folder: Path,
    *,
    most: int = MOST_PATHS,
    seconds: float = MOST_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Tree:
    """Find regular files and directories, without what git ignores and without `.git`.

    A link is offered when it is one to a file inside the folder. What cannot be read is
    skipped, as is a name that cannot be shown as it is.

    Args:
        folder: where to look; relative to the working folder, or absolute.
        most: how many paths are enough.
        seconds: how long it may take.
        clock: tells seconds.
    """
    deadline = clock() + seconds
    try:
        top = str(folder.resolve()).rstrip(os.sep) + os.sep
    except OSError:
        return Tree((), complete=True)  # The working folder itself was deleted.
    paths: list[str] = []
    waiting: deque[tuple[str, IgnoreRules]] = deque([("", ignore_rules(Path(top)))])
    while waiting:
        prefix, outer = waiting.popleft()
        rules = outer.below(top + prefix)
        for name in _names(top, prefix):
            if len(paths) >= most or clock() > deadline:
                return Tree(tuple(paths), complete=False)
            path = prefix + name
            if rules.ignores(top + path):
                continue
            paths.append(path)
            if path.endswith("/"):
                waiting.append((path, rules))
    return Tree(tuple(paths), complete=True)


def _names(top: str, prefix: str) -> Iterator[str]:
    """What a directory holds, by name; names of directories end in a slash."""
    try:
        with os.scandir(top + prefix) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in listed:
        if entry.name == ".git" or not is_plain(entry.name):
            continue
        try:
            if entry.is_dir(follow_symlinks=False):
                yield f"{entry.name}/"
            elif entry.is_file() and (not entry.is_symlink() or _leads_inside(entry, top)):
                yield entry.name
        except OSError:
            continue


def is_plain(name: str) -> bool:
    """Whether a file's name can be shown and typed on one line as it is."""
    return clean(name) == name and "\n" not in name and "\t" not in name


def _leads_inside(entry: os.DirEntry[str], top: str) -> bool:
    return os.path.realpath(entry.path).startswith(top)
