"""A machine that can be cut off from a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.store.outbox.cut_off import Machine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres_server import Place


@pytest.fixture
def machine(store_database: Place, tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(store_database, tmp_path / "here")
    yield machine
    machine.let_go()


@pytest.fixture
def elsewhere(store_database: Place, tmp_path: Path) -> Iterator[Machine]:
    """Another machine on the same server."""
    machine = Machine(store_database, tmp_path / "elsewhere")
    yield machine
    machine.let_go()
