"""A library over a store in a temporary folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.library.library import Library
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread
from tests.store.support import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.errors import StoreError


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[StoreThread]:
    errors: list[StoreError] = []
    thread = StoreThread(
        lambda: Store(tmp_path / "conversations.db", instance_id="this", clock=clock),
        on_error=errors.append,
    )
    yield thread
    thread.close()
    assert errors == []


@pytest.fixture
def library(store: StoreThread) -> Library:
    return Library(store)
