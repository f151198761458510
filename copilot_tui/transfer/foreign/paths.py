"""The files that conversations are read from."""

from __future__ import annotations

import zipfile
import zlib
from itertools import islice
from typing import TYPE_CHECKING

from copilot_tui.errors import CopilotError, ImportRefused
from copilot_tui.text import one_line
from copilot_tui.transfer.source import Report, Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MOST_FILES = 100_000
"""Files of a folder that are looked at."""


def recognised(path: Path, has_mark: Callable[[Path], bool]) -> bool:
    """Whether something has a mark; what cannot be read has none.

    Args:
        path: a file or folder. Anything else, such as a pipe, is never opened.
        has_mark: looks at it; may raise what reading raises.
    """
    try:
        return (path.is_file() or path.is_dir()) and has_mark(path)
    except (CopilotError, OSError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return False


def changed(path: Path) -> float:
    """Unix time in seconds when a file was written last; 1 where that is not known."""
    try:
        return max(path.stat().st_mtime, 1.0)
    except OSError:
        return 1.0


def files_in(path: Path, patterns: tuple[str, ...]) -> list[Path]:
    """A file alone, or those of a folder that match the first pattern that any matches.

    Raises:
        ImportRefused: the folder cannot be read.
    """
    if not path.is_dir():
        return [path]
    try:
        for pattern in patterns:
            found = sorted(islice(path.glob(pattern), MOST_FILES))
            if found:
                return [file for file in found if file.is_file()]
    except OSError as error:
        raise ImportRefused(
            f"{path.name} cannot be read.", detail=error.strerror or str(error)
        ) from error
    return []


def place_of(file: Path) -> str:
    """What a file is called in a report; its name may hold anything."""
    return one_line(file.name)


def read_each(files: list[Path], most: int, report: Report) -> Iterator[tuple[Path, bytes]]:
    """The files with their bytes; one that cannot be read, or is too large, is reported."""
    for file in files:
        try:
            with file.open("rb") as opened:
                data = opened.read(most + 1)
        except OSError as error:
            report(Skipped(place_of(file), f"It cannot be read: {error.strerror or error}."))
            continue
        if len(data) > most:
            report(Skipped(place_of(file), f"It is larger than {most >> 20} MiB."))
            continue
        yield file, data
