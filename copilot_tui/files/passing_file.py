"""Files for another program to look at, which are gone when the app is."""

from __future__ import annotations

import atexit
import os
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp, mkstemp

from copilot_tui.errors import FileRefused


def passing_file(data: bytes, suffix: str) -> Path:
    """Write a file that only its owner can read, and that is removed when the app ends.

    Args:
        data: what it holds.
        suffix: the end of its name. Nothing else of the name comes from outside.

    Raises:
        FileRefused: it cannot be written.
    """
    try:
        # Both are made for their owner alone.
        descriptor, name = mkstemp(suffix, "picture-", _folder())
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError as error:
        raise FileRefused(
            "The picture cannot be written to the folder for passing files.",
            "Make room there, or save the picture to another place.",
            detail=error.strerror or "",
        ) from error
    return Path(name)


@cache
def _folder() -> str:
    folder = mkdtemp(prefix="copilot-tui-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
