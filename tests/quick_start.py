"""What spares the tests waiting and work: memory for their files, and compiling once."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

_TESTS = Path(__file__).parent
_MEMORY = Path("/dev/shm")
_ROOM = 4 * 1024**3
"""Bytes that must be free for all that the tests write at the same time, ten times over."""


def write_in_memory() -> None:
    """Have temporary files of this process and its children in memory, where there is some for it.

    A database that the tests make costs a fifth there, and nobody waits for a disk. Whoever has
    named a folder by `TMPDIR` keeps it.
    """
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK | os.X_OK):
        return
    # Programs that tests write are run, which some machines forbid there.
    if os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC or shutil.disk_usage(_MEMORY).free < _ROOM:
        return
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None


def keep_compiled() -> None:
    """Have every module compiled once, also where the environment says not to keep it.

    Otherwise every program that a test starts compiles what it imports.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def compile_a_share(worker: Mapping[str, object]) -> None:
    """Import this worker's share of the tests first; the others then find it compiled.

    All workers import all tests, in the same order, and to rewrite their assertions takes most
    of the time before the first test. Who is the first one to need a module compiles it.

    Args:
        worker: what pytest-xdist says to it.
    """
    number, count = int(str(worker["workerid"])[2:]), int(str(worker["workercount"]))
    paths = sorted(_TESTS.rglob("test_*.py"))
    for path in paths[len(paths) * number // count : len(paths) * (number + 1) // count]:
        # What is wrong with a module is said when its tests are collected.
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(path.relative_to(_TESTS.parent).with_suffix("").parts))
