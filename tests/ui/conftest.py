"""The scripted server that the interface's tests talk to."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.servers_fake import FakeServer
from tests.ui.preparing import scripted_server


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    """A server like g4f, listening."""
    async with scripted_server() as listening:
        yield listening
