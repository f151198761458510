"""Whoever waits for a server that stands still can leave, and nothing waits for it once more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.errors import StoreSilent, StoreUnreachable
from copilot_tui.store.postgres import patience, patient
from copilot_tui.store.store import Store
from tests.postgres_database import database_at
from tests.postgres_proxy import Proxy, proxy_to

if TYPE_CHECKING:
    from copilot_tui.store.postgres.database import PostgresDatabase
    from tests.postgres_server import Place


@pytest.fixture
def proxy(store_database: Place) -> Iterator[Proxy]:
    with proxy_to(store_database.port) as between:
        yield between


@pytest.fixture
def database(
    store_database: Place, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PostgresDatabase]:
    """One from which nothing comes any more."""
    monkeypatch.setattr(patience, "KNOCK_SECONDS", 0.0)
    with closing(database_at(replace(store_database, port=proxy.port).url)) as opened:
        proxy.swallow()
        yield opened


def ask(database: PostgresDatabase) -> None:
    with database.writing():
        database.execute("SELECT 1 AS one").fetchone()


def test_who_interrupts_it_does_not_wait_for_the_server_to_leave_off(
    database: PostgresDatabase, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> bool:
        raise KeyboardInterrupt

    connection = database._opened.connection
    monkeypatch.setattr(connection, "answers", interrupt)
    before = len(proxy._sockets)
    with pytest.raises(KeyboardInterrupt):
        ask(database)

    assert connection.closed
    # Psycopg would have come a second time to have the statement cancelled.
    assert len(proxy._sockets) == before


def test_an_interruption_is_one_whatever_psycopg_raises_after_it(
    database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Psycopg 3.2 goes on to wait, and says that the connection is closed."""

    def wait(connection: patient.PatientConnection, *_: object, **__: object) -> None:
        if not connection.closed:
            connection.cancel_safe(timeout=5.0)
        raise psycopg.OperationalError("the connection is closed")

    monkeypatch.setattr(psycopg.Connection, "wait", wait)
    with pytest.raises(KeyboardInterrupt):
        ask(database)


def test_that_nothing_comes_any_more_is_one_sentence(
    database: PostgresDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database._opened.connection, "answers", lambda _: False)
    with pytest.raises(StoreSilent) as silent:
        ask(database)

    assert silent.value.what.startswith("Nothing comes from the database postgresql://")
    assert silent.value.detail == ""


def test_an_import_that_has_lost_the_server_does_not_come_back_to_tidy_up(
    store_database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = database_at(store_database.url)
    opened = 0

    def open_again() -> None:
        nonlocal opened
        opened += 1
        raise StoreUnreachable("Nothing answers.", "Wait.")

    def lose_it(store: Store) -> None:
        with store.imports.stage() as stage:
            database._opened.connection.close()
            stage.counts()

    with Store(database, instance_id="this") as store, monkeypatch.context() as patched:
        patched.setattr(database, "_open", open_again)
        with pytest.raises(StoreUnreachable):
            lose_it(store)
        assert opened == 1
