"""A scripted server and a home folder for sessions of the plain mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plain.talking import Talk
from tests.servers_fake import in_thread
from tests.ui.preparing import scripted_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    with in_thread(scripted_server()) as server:
        yield Talk(tmp_path, server)
