"""Several people on one server, and the one whose the tables are."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.doctor.finding import Finding, Verdict
from copilot_tui.doctor.server_database import look_at_server_database
from copilot_tui.store.postgres.examination import NEWEST
from copilot_tui.store.postgres.schema import MIGRATIONS, migrate
from copilot_tui.store.store import Store
from tests.postgres_database import connection_at, database_at
from tests.postgres_server import PERSON, SUPERUSER
from tests.store.postgres.strict_server import setting

if TYPE_CHECKING:
    from tests.postgres_server import Place, PostgresServer

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")

GUEST, OTHER_GUEST = "guest", "other_guest"
MEMBER = "member_of_other_guest"


@pytest.fixture(scope="module", autouse=True)
def _guest(postgres_server: PostgresServer) -> None:
    """Ordinary roles, as each server has some, whatever they are for."""
    for role in (GUEST, OTHER_GUEST, MEMBER):
        postgres_server.add_role(role)
    with postgres_server.connect() as connection:
        connection.execute(f"GRANT {OTHER_GUEST} TO {MEMBER}".encode())


def of_owner(place: Place) -> list[Finding]:
    """What is found about the owner of the tables."""
    findings = look_at_server_database(setting(place.url), {"PATH": os.environ["PATH"]})
    assert findings[0].verdict is Verdict.OK
    return [each for each in findings if each.check == "owner"]


def write(place: Place) -> None:
    """Have somebody write a conversation."""
    with Store(database_at(place.url), instance_id=place.role) as store:
        store.conversations.create(title="Secret")


def by_superuser(place: Place, statement: str) -> None:
    """Do something in the database."""
    with psycopg.connect(place.as_role(SUPERUSER).url, autocommit=True) as connection:
        connection.execute(statement.encode())


def test_who_is_alone_on_the_server_hears_nothing(store_copy: Place) -> None:
    write(store_copy)
    by_superuser(store_copy, "ANALYZE copilot_tui.people")

    assert of_owner(store_copy) == []


def test_the_owner_of_tables_that_others_use_is_told_that_nothing_keeps_him_out(
    store_copy: Place,
) -> None:
    for place in (store_copy, store_copy.as_role(GUEST)):
        write(place)
    by_superuser(store_copy, "ANALYZE copilot_tui.people")

    (finding,) = of_owner(store_copy)
    assert finding.verdict is Verdict.HINT
    assert finding.what == (
        "ann owns the tables, and so can read what others have written in them."
    )
    assert "copilot-tui docs machines" in finding.todo
    assert of_owner(store_copy.as_role(GUEST)) == []
    assert of_owner(store_copy.as_role(SUPERUSER)) == []


def test_a_role_that_only_owns_the_tables_hears_nothing(store_copy: Place) -> None:
    for role in (GUEST, OTHER_GUEST):
        write(store_copy.as_role(role))
    by_superuser(store_copy, "ANALYZE copilot_tui.people")
    by_superuser(store_copy, f"GRANT CONNECT ON DATABASE {store_copy.name} TO {GUEST}")

    assert of_owner(store_copy) == []


def test_it_is_true_that_nothing_keeps_the_owner_out(store_copy: Place) -> None:
    write(store_copy.as_role(GUEST))
    with psycopg.connect(store_copy.url) as connection:
        titles = "SELECT title FROM copilot_tui.conversations"
        assert connection.execute(titles).fetchall() == []
        connection.execute("ALTER TABLE copilot_tui.conversations NO FORCE ROW LEVEL SECURITY")
        assert connection.execute(titles).fetchall() == [("Secret",)]
        connection.rollback()


def test_the_owner_is_told_as_soon_as_others_are_let_in_by_name(store_copy: Place) -> None:
    write(store_copy)
    for role, count in ((PERSON, 0), (SUPERUSER, 0), (GUEST, 1)):
        by_superuser(store_copy, f"GRANT CONNECT ON DATABASE {store_copy.name} TO {role}")
        assert len(of_owner(store_copy)) == count

    assert "what others write who may connect" in of_owner(store_copy)[0].what


def test_neither_the_owner_of_the_database_nor_a_group_of_ones_own_is_somebody_else(
    store_copy: Place,
) -> None:
    by_superuser(store_copy, f"ALTER DATABASE {store_copy.name} OWNER TO {GUEST}")
    by_superuser(store_copy, f"ALTER TABLE copilot_tui.people OWNER TO {OTHER_GUEST}")
    by_superuser(store_copy, f"GRANT CONNECT ON DATABASE {store_copy.name} TO {MEMBER}")
    write(store_copy.as_role(MEMBER))

    assert of_owner(store_copy.as_role(MEMBER)) == []


def test_older_tables_of_somebody_else_are_a_fault_as_the_program_refuses_them(
    empty_database: Place,
) -> None:
    with connection_at(empty_database.url) as connection:
        migrate(connection, MIGRATIONS[:-1])

    (finding,) = of_owner(empty_database.as_role(GUEST))
    assert finding.verdict is Verdict.FAULT
    assert finding.what == (
        f"ann owns the tables, and guest may not bring them up to version {NEWEST}."
    )
    assert "started once as ann" in finding.todo
    assert of_owner(empty_database) == []
