"""A store in a temporary folder or on a server, with a clock that the test sets.

What takes `store` runs on both, unless it also takes `database_path` or is marked `one_file`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.store.store import Store
from tests.store.support import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.postgres_server import Place

NOBODY = 65534


class Backend(StrEnum):
    """Where the conversations are."""

    FILE = "file"
    SERVER = "server"


def path_in(folder: Path) -> Path:
    return folder / "data" / "conversations.db"


def store_of(folder: Path, place: Place | None, instance_id: str, clock: Clock) -> Store:
    if place is None:
        return Store(path_in(folder), instance_id=instance_id, busy_timeout=0.05, clock=clock)
    from tests.postgres_database import database_at

    return Store(database_at(place.url, busy_timeout=0.5, clock=clock), instance_id=instance_id)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" not in metafunc.fixturenames:
        return
    is_of_a_file = (
        "database_path" in metafunc.fixturenames
        or metafunc.definition.get_closest_marker("one_file") is not None
    )
    metafunc.parametrize("backend", [Backend.FILE] if is_of_a_file else list(Backend))


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    return path_in(tmp_path)


@pytest.fixture
def open_store(
    backend: Backend, tmp_path: Path, clock: Clock, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Store]]:
    """Opens the same conversations for another copy of the program, by its id."""
    place = None
    if backend is Backend.SERVER:
        place = request.getfixturevalue("store_database")
    with ExitStack() as opened:

        def open_for(instance_id: str) -> Store:
            return opened.enter_context(store_of(tmp_path, place, instance_id, clock))

        yield open_for


@pytest.fixture
def store(open_store: Callable[[str], Store]) -> Store:
    return open_store("this")


@pytest.fixture
def conversation(store: Store) -> int:
    return store.conversations.create(title="First").id


@pytest.fixture
def folder_of_a_plain_user() -> Iterator[Path]:
    """A folder whose modes count, which they do not for root."""
    folder = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    if is_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)
