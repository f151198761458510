"""Reading the bytes of a file that is to go into a message."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from copilot_tui.errors import FileRefused
from copilot_tui.files.file_size import file_size
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from pathlib import Path

UNCHANGED = "Your text is as it was."
TAKE_A_PART = "Insert a part of it."


def read_bytes(
    path: Path,
    name: str,
    *,
    inside: Path | None,
    most: int,
    too_large: str = "Insert a part of it.",
) -> bytes:
    """Read a whole file.

    Args:
        path: where it is.
        name: what to call it, on one line.
        inside: the folder it must lie in, links followed; None where it may be anywhere.
            It may have been replaced by a link since it was found there.
        most: how many bytes it may have.
        too_large: what to do when it has more.

    Raises:
        FileRefused: it is missing, unreadable, elsewhere, no regular file, empty or too large.
    """
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            if inside is not None and not _lies_in(file.fileno(), path, inside):
                raise FileRefused(
                    f"{name} is a link now that leads out of this folder.",
                    "To insert what it leads to, type that file's whole path after @.",
                )
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise FileRefused(f"{name} is no regular file.", UNCHANGED)
            data = file.read(most + 1)
    except FileNotFoundError as error:
        raise FileRefused(f"{name} is not there, or no longer.", UNCHANGED) from error
    except PermissionError as error:
        raise FileRefused(f"You may not read {name}.", UNCHANGED) from error
    except IsADirectoryError as error:
        raise FileRefused(f"{name} is a directory.", UNCHANGED) from error
    except (OSError, ValueError) as error:
        detail = one_line(str(error))
        raise FileRefused(f"{name} cannot be read.", UNCHANGED, detail=detail) from error
    if len(data) > most:
        limit = file_size(most)
        raise FileRefused(f"{name} is larger than {limit}, too much for a message.", too_large)
    if not data:
        raise FileRefused(f"{name} is empty.", UNCHANGED)
    return data


def _lies_in(descriptor: int, path: Path, folder: Path) -> bool:
    """Whether the file that was opened is the one at `path`, and that is below a folder."""
    real = path.resolve()
    is_same = os.path.samestat(os.fstat(descriptor), real.stat(follow_symlinks=False))
    return is_same and real.is_relative_to(folder.resolve())


def _open_at_once(path: str, flags: int) -> int:
    """Open without waiting: a pipe would otherwise wait for a writer."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
