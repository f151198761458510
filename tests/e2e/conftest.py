"""Own homes for real programs, and a server for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers_fake import FakeServer, in_thread
from tests.ui.preparing import scripted_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def server() -> Iterator[FakeServer]:
    """A scripted server that looks like g4f."""
    with in_thread(scripted_server()) as running:
        yield running
