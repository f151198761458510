"""What the tests of servers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.paths import Paths
from tests.servers.processes import Watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(config=tmp_path / "config", data=tmp_path / "data")


@pytest.fixture
def watch() -> Iterator[Callable[[int], Watched]]:
    watched: list[Watched] = []

    def start(pid: int) -> Watched:
        watched.append(Watched(pid))
        return watched[-1]

    yield start
    for process in watched:
        process.close()
