"""The scripted server that the interface's tests talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.preparing import scripted_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.servers_fake import FakeServer


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    """A server like g4f, listening."""
    async with scripted_server() as listening:
        yield listening
