"""Two conversation files in a temporary folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.store.store import Store
from tests.store.support import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "here" / "conversations.db"


@pytest.fixture
def other_path(tmp_path: Path) -> Path:
    return tmp_path / "there" / "conversations.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path, instance_id="this", busy_timeout=0.05, clock=Clock()) as opened:
        yield opened


@pytest.fixture
def other(other_path: Path) -> Iterator[Store]:
    with Store(other_path, instance_id="other", busy_timeout=0.05, clock=Clock()) as opened:
        yield opened
