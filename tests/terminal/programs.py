"""Programs that stand in for those of a desktop."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Programs:
    """A folder that is the whole `PATH`.

    Args:
        folder: where the programs go.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder

    @property
    def path(self) -> str:
        """The value of `PATH`."""
        return str(self.folder)

    def add(self, name: str, script: str = '/bin/cat > "$0.got"') -> None:
        """A program of this shell script; by default it keeps its standard input."""
        file = self.folder / name
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def link(self, name: str) -> bool:
        """Add a program of this machine. False when it has none of this name."""
        found = shutil.which(name)
        if found is not None:
            (self.folder / name).symlink_to(found)
        return found is not None

    def got(self, name: str) -> bytes | None:
        """The standard input that a program kept; None when it was not run."""
        file = self.folder / f"{name}.got"
        return file.read_bytes() if file.exists() else None
