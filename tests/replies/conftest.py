"""Replies, and all that they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.replies.bench import Bench
from tests.servers_fake import FakeServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    async with FakeServer() as running:
        yield running


@pytest.fixture
async def bench(tmp_path: Path, server: FakeServer) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "conversations.db", server.url)
    yield bench
    await bench.close()
