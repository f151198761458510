"""What holds for all tests, and the PostgreSQL that they may ask for."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.postgres_installation import NoPostgres
from tests.quick_start import compile_a_share, keep_compiled, write_in_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.postgres_server import Place, PostgresServer
    from tests.store.postgres.strict_server import StrictServer

TESTS = Path(__file__).parent

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
"""How long an example takes says more about the machine than about the program."""

keep_compiled()


def pytest_configure() -> None:
    """Before there are workers, which inherit it, and before there is a temporary folder."""
    write_in_memory()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Share the work of compiling where this is one of several workers that collect all tests."""
    worker = getattr(session.config, "workerinput", None)
    if worker and [Path(name).resolve() for name in session.config.args] == [TESTS]:
        compile_a_share(worker)


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
        with running_postgres(is_copied=True) as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture
def empty_database(postgres_server: PostgresServer) -> Iterator[Place]:
    """A database with nothing in it, which belongs to an ordinary role."""
    place = postgres_server.add_database()
    yield place
    postgres_server.remove_database(place)


@pytest.fixture(scope="session")
def _tables(postgres_server: PostgresServer) -> Iterator[Callable[[], Place]]:
    """A database with the store's schema; each call gives it with nothing in it."""
    from copilot_tui.store.postgres.live_schema import LIVE_TABLES
    from copilot_tui.store.postgres.outbox_schema import OUTBOX_TABLES
    from copilot_tui.store.postgres.version_1 import SCHEMA, TABLES
    from tests.postgres_database import database_at

    place = postgres_server.add_database()
    database_at(place.url).close()
    # Ten times as fast as another database for each test.
    tables = (*TABLES, *LIVE_TABLES, *OUTBOX_TABLES)
    delete = ";".join(f"DELETE FROM {SCHEMA}.{table}" for table in reversed(tables))
    with postgres_server.connect(place.name) as connection:
        connection.execute("SET lock_timeout = '20s'")

        def emptied() -> Place:
            connection.execute(delete.encode())
            return place

        yield emptied


@pytest.fixture
def store_database(_tables: Callable[[], Place]) -> Place:
    """A database with the store's schema and nothing in it, which belongs to an ordinary role."""
    return _tables()


@pytest.fixture(scope="session")
def _template(postgres_server: PostgresServer) -> Place:
    """A database with the store's schema, from which others are made: faster than anew."""
    from tests.postgres_database import database_at

    place = postgres_server.add_database()
    database_at(place.url).close()
    return place


@pytest.fixture
def store_copy(postgres_server: PostgresServer, _template: Place) -> Iterator[Place]:
    """A database of its own with the store's schema, which may be spoiled."""
    place = postgres_server.add_database(_template.name)
    yield place
    postgres_server.remove_database(place)


@pytest.fixture(scope="session")
def strict() -> Iterator[StrictServer]:
    """One that asks for passwords; who stops it starts it again."""
    from tests.store.postgres.strict_server import running_strictly

    try:
        with running_strictly() as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture
def nothing_of_libpq(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No password and no server of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "no-passwords"))
