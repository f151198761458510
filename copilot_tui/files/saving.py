"""Writing what leaves a conversation to a file of its own."""

from __future__ import annotations

import os
from itertools import chain, count
from typing import TYPE_CHECKING

from copilot_tui.errors import FileRefused
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from pathlib import Path


def save_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        FileRefused: there is one, or it cannot be written.
    """
    name = one_line(str(path))
    try:
        file = path.open("xb")
    except FileExistsError as error:
        raise FileRefused(f"{name} is there already.", "Choose another name.") from error
    except (OSError, ValueError) as error:
        raise _refused(name, error) from error
    try:
        with file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _refused(name, error) from error


def unused_path(folder: Path, name: str) -> Path:
    """A path in a folder that no file has: `photo.png`, or `photo-2.png` and so on."""
    stem, dot, suffix = name.replace("/", "-").lstrip(".").rpartition(".")
    stem, suffix = (stem, f"{dot}{suffix}") if stem else (suffix or "file", "")
    names = chain([f"{stem}{suffix}"], (f"{stem}-{number}{suffix}" for number in count(2)))
    return next(path for each in names if not os.path.lexists(path := folder / each))


def _refused(name: str, error: OSError | ValueError) -> FileRefused:
    detail = getattr(error, "strerror", None) or one_line(str(error))
    return FileRefused(f"{name} cannot be written.", "Choose another place.", detail=detail)
