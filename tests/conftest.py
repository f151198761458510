"""What holds for all tests, and the PostgreSQL that they may ask for."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.postgres_installation import NoPostgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Place, PostgresServer

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""How long an example takes says more about the machine than about the program."""


def pytest_collection_finish() -> None:
    """Spare the collector of garbage the thousands of tests that are there to the end.

    To look through them took a quarter of the processor time of tests that start an app, and
    0.2 s at once, which is longer than any pause that a test of the event loop allows.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One for all tests of this worker; who stops it takes `running_postgres` instead."""
    from tests.postgres_server import running_postgres

    try:
        with running_postgres() as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture
def empty_database(postgres_server: PostgresServer) -> Iterator[Place]:
    """A database with nothing in it, which belongs to an ordinary role."""
    place = postgres_server.add_database()
    yield place
    postgres_server.remove_database(place)
