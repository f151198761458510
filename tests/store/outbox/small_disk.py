"""A disk with little room on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.postgres_installation import account

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIZE = "16m"
"""A database with nothing in it takes about half of it."""


class SmallDisk:
    """A folder that is a disk of its own, in memory.

    Args:
        folder: for the server.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder.parent / "filler"

    def fill(self) -> None:
        """Leave no room on it."""
        descriptor = os.open(self._filler, os.O_WRONLY | os.O_CREAT)
        with suppress(OSError):
            while os.write(descriptor, bytes(4096)):
                pass
        os.close(descriptor)

    def make_room(self) -> None:
        """Take away what fills it."""
        os.truncate(self._filler, 0)


@contextmanager
def small_disk() -> Iterator[SmallDisk]:
    """One until the end of the block; the test is skipped where none may be mounted."""
    mount = Path(tempfile.mkdtemp(prefix="disk-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(mount)]
    try:
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
            pytest.skip("nobody may mount a small disk here; a full one is made up elsewhere")
        try:
            folder = mount / "tables"
            folder.mkdir()
            mount.chmod(0o755)
            if owner := account():
                os.chown(folder, owner.pw_uid, owner.pw_gid)
            yield SmallDisk(folder)
        finally:
            subprocess.run(["umount", str(mount)], check=True)
    finally:
        mount.rmdir()
