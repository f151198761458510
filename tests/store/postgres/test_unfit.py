"""Databases that would lose text, and tables that are not ours, are refused before any is made."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.errors import StoreError, StoreUnreachable
from tests.postgres_database import database_at
from tests.postgres_server import PERSON, Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import PostgresServer

TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('copilot_tui')"


def in_encoding(server: PostgresServer, encoding: str) -> Place:
    """A database in it, new for each test."""
    name = f"in_{encoding.lower()}"
    with server.connect() as superuser:
        superuser.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        superuser.execute(
            f"CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0 "
            f"OWNER {PERSON}".encode()
        )
    return Place(server.port, name)


def tables_in(place: Place) -> object:
    with psycopg.connect(place.url) as look:
        return (look.execute(TABLES).fetchone() or (None,))[0]


@pytest.fixture
def latin(postgres_server: PostgresServer) -> Place:
    return in_encoding(postgres_server, "LATIN1")


def refused(place: Place) -> StoreError:
    with pytest.raises(StoreError) as caught:
        database_at(place.url)
    assert not isinstance(caught.value, StoreUnreachable)
    return caught.value


def test_a_database_that_lacks_characters_is_refused_before_a_table_is_made(latin: Place) -> None:
    error = refused(latin)

    assert error.what.endswith(" has its texts in LATIN1, which lacks most characters.")
    assert "createdb --encoding=UTF8 --template=template0 NAME" in error.todo
    assert tables_in(latin) == 0


def test_one_whose_tables_an_older_version_has_made_is_refused_too(
    latin: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = "copilot_tui.store.postgres.opened.check_encoding"
    with monkeypatch.context() as older:
        older.setattr(check, lambda *_: None)
        database_at(latin.url).close()

    assert tables_in(latin) != 0
    assert "LATIN1" in refused(latin).what


def test_one_that_takes_bytes_is_refused_as_a_search_in_it_fails(
    postgres_server: PostgresServer,
) -> None:
    error = refused(in_encoding(postgres_server, "SQL_ASCII"))
    assert error.what.endswith(
        " has its texts in SQL_ASCII, which cuts characters beyond ASCII apart."
    )


@pytest.fixture
def by_hand(empty_database: Place) -> Iterator[psycopg.Connection]:
    with psycopg.connect(empty_database.url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA copilot_tui")
        yield connection


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE copilot_tui.messages (x int)",
        "CREATE TABLE copilot_tui.colours (x int)",
        "CREATE VIEW copilot_tui.people AS SELECT 1 AS x",
        # As other programs have it, too.
        "CREATE TABLE copilot_tui.schema_version (version text)",
        "CREATE TABLE copilot_tui.schema_version (number int);"
        "CREATE TABLE copilot_tui.people (person text, changes int)",
    ],
)
def test_tables_of_somebody_else_are_left_alone_and_named_so(
    empty_database: Place, by_hand: psycopg.Connection, made: str
) -> None:
    by_hand.execute(made.encode())
    before = tables_in(empty_database)
    error = refused(empty_database)

    assert error.what == (
        f"The schema copilot_tui in the database {empty_database.url} is there already, and it "
        "is not of this program."
    )
    assert "pg_dump" not in error.todo
    assert "ALTER SCHEMA copilot_tui RENAME TO" in error.todo
    assert tables_in(empty_database) == before


def test_a_schema_that_somebody_may_not_look_into_is_named_so_as_well(
    empty_database: Place, by_hand: psycopg.Connection, bob_there: str
) -> None:
    by_hand.execute("CREATE TABLE copilot_tui.messages (x int)")

    assert "is not of this program" in refused(empty_database.as_role(bob_there)).what


def test_an_empty_schema_is_there_for_us(
    empty_database: Place, by_hand: psycopg.Connection
) -> None:
    with closing(database_at(empty_database.url)):
        assert tables_in(empty_database) != 0


def test_a_number_that_was_taken_away_does_not_fit(store_copy: Place) -> None:
    with psycopg.connect(store_copy.url, autocommit=True) as connection:
        connection.execute("DELETE FROM copilot_tui.schema_version")

    assert "do not fit together" in refused(store_copy).what
