"""Own homes for real programs, and a server for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers_fake import FakeServer, in_thread
from tests.ui.preparing import scripted_server


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
