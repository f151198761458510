"""A scripted server and a home folder for sessions of the plain mode."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.patient_probes import patient_probes
from tests.plain.talking import Talk
from tests.servers_fake import in_thread
from tests.ui.preparing import scripted_server


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    with in_thread(scripted_server()) as server:
        yield Talk(tmp_path, server)


@pytest.fixture(autouse=True)
def _patient_probes() -> Iterator[None]:
    with patient_probes():
        yield
