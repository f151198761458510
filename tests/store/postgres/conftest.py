"""People on one server, each with a store and with bare hands."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.store.store import Store
from tests.postgres_database import database_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

    from tests.postgres_server import Place, PostgresServer
    from tests.store.support import Clock

BOB = "bob"


@pytest.fixture(scope="session")
def _bob(postgres_server: PostgresServer) -> str:
    postgres_server.add_role(BOB)
    return BOB


@pytest.fixture
def bob_there(_bob: str) -> str:
    """The name of a role to which nothing belongs."""
    return _bob


@pytest.fixture
def ann(store_database: Place, clock: Clock) -> Iterator[Store]:
    """The store of the one to whom the tables belong."""
    with Store(database_at(store_database.url, clock=clock), instance_id="ann's") as opened:
        yield opened


@pytest.fixture
def bob(store_database: Place, clock: Clock, _bob: str) -> Iterator[Store]:
    """The store of somebody else."""
    place = store_database.as_role(_bob)
    with Store(database_at(place.url, clock=clock), instance_id="bob's") as opened:
        yield opened


@pytest.fixture
def by_hand(store_database: Place, _bob: str) -> Iterator[Connection]:
    """What the other one can do with any client."""
    with ExitStack() as opened:
        connection = opened.enter_context(psycopg.connect(store_database.as_role(_bob).url))
        connection.autocommit = True
        connection.execute("SET search_path = copilot_tui")
        yield connection
