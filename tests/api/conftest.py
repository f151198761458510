"""A client and a server to talk to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.client import ChatClient
from tests.servers_fake import FakeServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    async with FakeServer() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[ChatClient]:
    client = ChatClient()
    yield client
    await client.aclose()
