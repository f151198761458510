"""Tables that a role has made which nobody chats as, as `copilot-tui docs machines` advises."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import errors, sql

from copilot_tui.errors import StoreError
from copilot_tui.store.postgres.schema import MIGRATIONS, migrate
from copilot_tui.store.store import Store
from tests.postgres_database import connection_at, database_at
from tests.postgres_server import PERSON, SUPERUSER

if TYPE_CHECKING:
    from psycopg import Connection

    from tests.postgres_server import Place, PostgresServer

KEEPER = "keeper"
"""As the page calls it."""

OWNERS = """
SELECT DISTINCT CAST(pg_get_userbyid(relowner) AS text) FROM pg_class
WHERE relnamespace = 'copilot_tui'::regnamespace
UNION
SELECT CAST(pg_get_userbyid(proowner) AS text) FROM pg_proc
WHERE pronamespace = 'copilot_tui'::regnamespace
UNION
SELECT CAST(pg_get_userbyid(nspowner) AS text) FROM pg_namespace WHERE nspname = 'copilot_tui'
UNION
SELECT CAST(pg_get_userbyid(datdba) AS text) FROM pg_database WHERE datname = current_database()
"""


@pytest.fixture(scope="module", autouse=True)
def _keeper(postgres_server: PostgresServer) -> None:
    postgres_server.add_role(KEEPER)


def hand_over(place: Place) -> None:
    """Run what the page says for tables that are there, as `psql` does."""
    page = files("copilot_tui.docs").joinpath("machines.md").read_text("utf-8")
    found = re.search(r"```sql\n(ALTER DATABASE.*?)\n\\gexec\n```", page, re.DOTALL)
    assert found is not None
    *statements, last = found[1].split(";\n")
    with psycopg.connect(place.as_role(SUPERUSER).url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.replace("chats", place.name).encode())
        for (made,) in connection.execute(last.encode()).fetchall():
            connection.execute(str(made).encode())


def owners(connection: Connection) -> list[tuple[str]]:
    """To whom anything of the conversations belongs."""
    return connection.execute(OWNERS).fetchall()


@pytest.fixture
def kept(postgres_server: PostgresServer, empty_database: Place) -> Place:
    """A database of the keeper's that it has started the program with once."""
    with postgres_server.connect(empty_database.name) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(
                sql.Identifier(empty_database.name), sql.Identifier(KEEPER)
            )
        )
    database_at(empty_database.as_role(KEEPER).url).close()
    return empty_database


def test_an_ordinary_person_uses_them_and_owns_nothing(kept: Place) -> None:
    with Store(database_at(kept.url), instance_id="ann's") as store:
        conversation = store.conversations.create(title="Secret").id
        store.messages.add_user_message(conversation, None, "Whisper")
        assert len(store.search.messages("whisper", limit=9)) == 1
    with psycopg.connect(kept.url, autocommit=True) as connection:
        assert owners(connection) == [(KEEPER,)]
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("ALTER TABLE copilot_tui.messages NO FORCE ROW LEVEL SECURITY")


def test_an_update_of_the_tables_needs_the_keeper_once_more(
    kept: Place, postgres_server: PostgresServer
) -> None:
    with postgres_server.connect(kept.name) as connection:
        connection.execute("DROP SCHEMA copilot_tui CASCADE")
    with connection_at(kept.as_role(KEEPER).url) as connection:
        migrate(connection, MIGRATIONS[:-1])

    with pytest.raises(StoreError) as told:
        database_at(kept.url)
    assert "not permitted to use the tables" in told.value.what
    assert "owner has to start this program with it once" in told.value.todo
    database_at(kept.as_role(KEEPER).url).close()
    database_at(kept.url).close()


def test_tables_of_one_of_the_people_are_handed_over_whole_with_all_that_is_in_them(
    store_copy: Place,
) -> None:
    with Store(database_at(store_copy.url), instance_id="before") as store:
        conversation = store.conversations.create(title="Secret").id
        store.messages.add_user_message(conversation, None, "Whisper")
    with psycopg.connect(store_copy.url, autocommit=True) as connection:
        assert owners(connection) == [(PERSON,)]
        hand_over(store_copy)
        assert owners(connection) == [(KEEPER,)]

    with Store(database_at(store_copy.url), instance_id="after") as store:
        store.messages.add_user_message(conversation, None, "Another whisper")
        assert len(store.search.messages("whisper", limit=9)) == 2
