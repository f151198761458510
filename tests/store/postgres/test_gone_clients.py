"""What a copy leaves locked that is gone without a word: the server soon notices it."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from copilot_tui.store.database import BUSY_TIMEOUT
from copilot_tui.store.postgres import connection
from copilot_tui.store.postgres.connection import settings
from copilot_tui.store.store import Store
from tests.postgres_database import connection_at, database_at
from tests.store.postgres.live_copies import wait_until

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.rows import DictRow

    from copilot_tui.store.postgres.database import PostgresDatabase
    from tests.postgres_server import Place

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="other systems notice less")
NOTICING = {
    "client_connection_check_interval": "1000",
    "tcp_keepalives_count": "2",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_user_timeout": "20000",
}
_IN_FORCE = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
_SLEEPS = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(50)'"


def in_force(database: PostgresDatabase, *names: str) -> dict[str, str]:
    rows = database._opened.connection.execute(_IN_FORCE, [list(names)])
    return {row["name"]: row["setting"] for row in rows}


def vanish(client: Connection[DictRow]) -> None:
    """End a connection as the system does for a program that was killed."""
    with socket.socket(fileno=os.dup(client.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)


@ON_LINUX
@pytest.mark.slow
def test_what_was_locked_in_a_long_statement_is_free_when_its_copy_is_killed(
    store_database: Place,
) -> None:
    with (
        connection_at(store_database.url) as killed,
        connection_at(store_database.url) as look,
        Store(database_at(store_database.url), instance_id="other") as other,
    ):
        killed.execute(settings(BUSY_TIMEOUT))
        other.conversations.create(title="There")
        killed.execute("BEGIN")
        killed.execute("SELECT * FROM people FOR UPDATE")
        killed.pgconn.send_query(b"SELECT pg_sleep(50)")
        killed.pgconn.flush()
        wait_until(lambda: look.execute(_SLEEPS).fetchone() == {"count": 1})

        vanish(killed)

        other.conversations.rename(1, "Written")
        assert other.conversations.get(1).title == "Written"
        killed.close()


@ON_LINUX
def test_who_is_gone_in_silence_is_looked_for(store_database: Place) -> None:
    with closing(database_at(store_database.url)) as database:
        assert in_force(database, *NOTICING) == NOTICING


def test_a_setting_that_a_server_does_not_know_is_left_out(
    store_database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection._NOTICING_DEATH, "no_such_setting", "1s")
    monkeypatch.setitem(connection._PLANNING, "no_such_setting_either", "off")
    with closing(database_at(store_database.url)) as database:
        assert in_force(database, "jit", "enable_seqscan", "no_such_setting") == {
            "jit": "off",
            "enable_seqscan": "off",
        }


def test_another_server_and_another_system_are_asked_for_nothing_of_it(
    store_database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = connection._CAN_NOTICE.replace("PostgreSQL", "CockroachDB")
    monkeypatch.setattr(connection, "_CAN_NOTICE", others)
    with (
        connection_at(store_database.url) as untouched,
        closing(database_at(store_database.url)) as database,
    ):
        usual = {row["name"]: row["setting"] for row in untouched.execute(_IN_FORCE, [[*NOTICING]])}
        assert in_force(database, *NOTICING) == usual
        assert usual != NOTICING
