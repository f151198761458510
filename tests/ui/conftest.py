"""The scripted server that the interface's tests talk to, and what they share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.patient_probes import patient_probes
from tests.ui.preparing import scripted_server
from tests.ui.shared_styles import styles_shared

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    """A server like g4f, listening."""
    async with scripted_server() as listening:
        yield listening


@pytest.fixture(scope="session", autouse=True)
def _shared_styles() -> Iterator[None]:
    with styles_shared():
        yield


@pytest.fixture(autouse=True)
def _patient_probes() -> Iterator[None]:
    with patient_probes():
        yield
