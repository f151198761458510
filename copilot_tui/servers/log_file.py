"""What a server that we start prints: one file for this run, one for the run before."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from copilot_tui.errors import ServerStartError
from copilot_tui.private_folders import make_private_folders
from copilot_tui.text import clean, elide

if TYPE_CHECKING:
    from pathlib import Path

_TAIL_LINES = 12
_TAIL_BYTES = 8192
_LINE_LENGTH = 300


def fresh_log(path: Path) -> None:
    """Make an empty log that only the user can read, keeping the last one as `.old`.

    Raises:
        ServerStartError: the folder or the file cannot be made.
    """
    try:
        make_private_folders(path.parent)
        if path.exists():
            path.replace(path.with_name(f"{path.name}.old"))
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise ServerStartError(
            "The log of the server cannot be written.",
            f"Make {path.parent} a folder that you can write to.",
            detail=error.strerror or "",
        ) from error


def log_tail(path: Path) -> str:
    """The last lines of a log, safe to show; empty when there is none."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    lines = [elide(line.rstrip(), _LINE_LENGTH) for line in clean(text).splitlines()]
    return "\n".join([line for line in lines if line][-_TAIL_LINES:])
