"""Making the schema, bringing it up to date, and refusing one that is not ours to write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from select import select
from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.errors import StoreError
from copilot_tui.store.postgres import schema
from copilot_tui.store.postgres.own_row import OwnRow
from copilot_tui.store.store import Store
from tests.postgres_database import connection_at, database_at
from tests.store.postgres.conftest import BOB

if TYPE_CHECKING:
    from tests.postgres_server import Place, PostgresServer

COPIES = 10
_SLOWLY = "SELECT pg_sleep(0.1)"


def open_and_write(url: str, name: str) -> None:
    with Store(database_at(url), instance_id=name) as store:
        store.conversations.create(title=name)


def test_copies_that_start_at_once_make_the_schema_once(
    empty_database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", ((*schema.MIGRATIONS[0], _SLOWLY),))
    names = [str(number) for number in range(COPIES)]
    with ThreadPoolExecutor(COPIES) as copies:
        list(copies.map(lambda name: open_and_write(empty_database.url, name), names))

    with Store(database_at(empty_database.url), instance_id="last") as store:
        assert {found.title for found in store.conversations.page(limit=99)} == set(names)


def test_a_migration_that_fails_leaves_nothing(empty_database: Place) -> None:
    broken = (*schema.MIGRATIONS, ("CREATE TABLE colours ()", "SELECT * FROM nowhere"))
    connection = connection_at(empty_database.url)
    with connection, pytest.raises(psycopg.errors.UndefinedTable):
        schema.migrate(connection, broken)

    with psycopg.connect(empty_database.url) as look:
        row = look.execute("SELECT to_regnamespace('copilot_tui')").fetchone()
    assert row == (None,)


def test_each_version_has_a_table_that_tells_of_it(empty_database: Place) -> None:
    found = "SELECT to_regclass(%s) IS NOT NULL AS is_there"
    for version, mark in enumerate(schema.MARKS, 1):
        with connection_at(empty_database.url) as connection:
            name = (f"copilot_tui.{mark}",)
            assert connection.execute(found, name).fetchone() == {"is_there": False}
            schema.migrate(connection, schema.MIGRATIONS[:version])
            assert connection.execute(found, name).fetchone() == {"is_there": True}
    assert version == len(schema.MIGRATIONS)


@pytest.mark.parametrize("number", [3, 2, 1, 0, -1, -3])
def test_a_number_that_does_not_fit_the_tables_is_one_clear_sentence(
    store_copy: Place, number: int
) -> None:
    with psycopg.connect(store_copy.url, autocommit=True) as connection:
        connection.execute("UPDATE copilot_tui.schema_version SET version = %s", (number,))
    with pytest.raises(StoreError) as caught:
        database_at(store_copy.url)

    assert caught.value.what.startswith("The tables in the database postgresql://ann@")
    assert caught.value.what.endswith(" and the number of their version do not fit together.")
    assert "pg_dump" in caught.value.todo
    assert "migrate-store" in caught.value.todo


def test_tables_that_are_missing_under_their_number_are_the_same(store_copy: Place) -> None:
    with psycopg.connect(store_copy.url, autocommit=True) as connection:
        connection.execute("DROP TABLE copilot_tui.drafts")
    with (
        Store(database_at(store_copy.url), instance_id="one") as store,
        pytest.raises(StoreError, match="do not fit together"),
    ):
        store.drafts.get(1)


def test_the_next_version_is_added_to_what_is_there(store_copy: Place) -> None:
    open_and_write(store_copy.url, "Kept")
    next_one = ("ALTER TABLE conversations ADD COLUMN colour text", _SLOWLY)
    with connection_at(store_copy.url) as connection:
        schema.migrate(connection, (*schema.MIGRATIONS, next_one))
        row = connection.execute("SELECT title, colour FROM copilot_tui.conversations").fetchone()
    assert row == {"title": "Kept", "colour": None}


def test_a_newer_schema_is_refused_and_left_as_it_is(store_copy: Place) -> None:
    with connection_at(store_copy.url) as connection:
        connection.execute("UPDATE copilot_tui.schema_version SET version = 99")

    with pytest.raises(StoreError, match="was written by a newer version") as refused:
        database_at(store_copy.url)
    assert "Update this program" in refused.value.todo


def test_nothing_is_written_once_a_newer_program_has_changed_the_schema(store_copy: Place) -> None:
    with Store(database_at(store_copy.url), instance_id="old") as store:
        conversation = store.conversations.create(title="Before").id
        with connection_at(store_copy.url) as connection:
            connection.execute("UPDATE copilot_tui.schema_version SET version = 99")

        for refused in (
            lambda: store.conversations.rename(conversation, "After"),
            lambda: store.journal.write_all([]),
            store.changed_elsewhere,
        ):
            with pytest.raises(StoreError, match="by a newer version of this program"):
                refused()
        assert store.conversations.get(conversation).title == "Before"


def test_who_may_make_no_schema_is_told_who_has_to(
    empty_database: Place, postgres_server: PostgresServer, bob_there: str
) -> None:
    with pytest.raises(StoreError, match="not permitted") as refused:
        database_at(empty_database.as_role(BOB).url)
    assert "owner has to start this program with it once" in refused.value.todo

    database_at(empty_database.url).close()
    open_and_write(empty_database.as_role(BOB).url, "Now")


def test_a_refusal_that_comes_in_early_is_out_of_the_way_of_what_is_read_next(
    store_copy: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(database_at(store_copy.url), instance_id="old") as store:
        conversation = store.conversations.create(title="Before").id
        with connection_at(store_copy.url) as connection:
            connection.execute("UPDATE copilot_tui.schema_version SET version = 99")
        monkeypatch.setattr(OwnRow, "check_version", _check_and_wait)

        with pytest.raises(StoreError, match="by a newer version"):
            store.changed_elsewhere()
        assert store.conversations.get(conversation).title == "Before"


_check_version = OwnRow.check_version


def _check_and_wait(row: OwnRow) -> None:
    """Go on when the answer is there, as on a machine that is busy with something else."""
    _check_version(row)
    server = row._opened.connection.pgconn
    server.send_flush_request()
    server.flush()
    assert select([server.socket], [], [], 30)[0]
