"""A store in a temporary folder, with a clock that the test sets."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.store.store import Store
from tests.store.support import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "conversations.db"


@pytest.fixture
def store(database_path: Path, clock: Clock) -> Iterator[Store]:
    with Store(database_path, instance_id="this", busy_timeout=0.05, clock=clock) as opened:
        yield opened


@pytest.fixture
def conversation(store: Store) -> int:
    return store.conversations.create(title="First").id


@pytest.fixture
def folder_of_a_plain_user() -> Iterator[Path]:
    """A folder whose modes count, which they do not for root."""
    folder = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)
