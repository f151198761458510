"""Looking at the tables on a server: whose they are, their version, and who may use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.doctor.finding import Finding, Verdict
from copilot_tui.errors import StoreError
from copilot_tui.store.postgres.examination import NEWEST
from tests.doctor.test_server_database import found, only
from tests.postgres_database import database_at
from tests.postgres_server import SUPERUSER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.postgres_server import Place, PostgresServer

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")

OTHER = "zoe"


@pytest.fixture(scope="session")
def _other(postgres_server: PostgresServer) -> None:
    """A role to which nothing belongs."""
    postgres_server.add_role(OTHER)


@pytest.fixture
def run(store_copy: Place) -> Callable[[str], None]:
    """Have the owner of the tables do something."""

    def execute(statements: str) -> None:
        with psycopg.connect(store_copy.url, autocommit=True) as connection:
            connection.execute(statements.encode())

    return execute


def says_what_the_start_says(place: Place, findings: Sequence[Finding]) -> bool:
    """Whether the doctor has the words with which the program refuses the database."""
    with pytest.raises(StoreError) as caught:
        database_at(place.url)
    finding = only(findings, "format")
    assert finding.verdict is Verdict.FAULT
    return finding.what.startswith(caught.value.what) and finding.todo == caught.value.todo


def test_tables_of_somebody_else_are_a_fault_in_the_words_of_the_start(
    empty_database: Place,
) -> None:
    with psycopg.connect(empty_database.url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA copilot_tui; CREATE TABLE copilot_tui.messages (x int)")
    findings = found(empty_database.url)

    assert says_what_the_start_says(empty_database, findings)
    assert not any(each.check == "rights" for each in findings)


@pytest.mark.usefixtures("_other")
def test_an_empty_schema_is_looked_at_for_who_may_make_tables_in_it(empty_database: Place) -> None:
    with psycopg.connect(empty_database.url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA copilot_tui")

    assert "first start makes the tables" in only(found(empty_database.url), "rights").what
    other = only(found(empty_database.as_role(OTHER).url), "rights")
    assert other.what == "There are no tables yet, and zoe may not make them."


@pytest.mark.parametrize("number", [NEWEST - 1, 0, -1, None])
def test_a_number_that_does_not_fit_is_a_fault_in_the_words_of_the_start(
    store_copy: Place, run: Callable[[str], None], number: int | None
) -> None:
    run("DELETE FROM copilot_tui.schema_version")
    if number is not None:
        run(f"INSERT INTO copilot_tui.schema_version VALUES ({number})")

    assert says_what_the_start_says(store_copy, found(store_copy.url))


def test_a_table_that_is_missing_is_named(store_copy: Place, run: Callable[[str], None]) -> None:
    run("DROP TABLE copilot_tui.leases, copilot_tui.search_buckets")
    finding = only(found(store_copy.url), "format")

    assert finding.verdict is Verdict.FAULT
    assert finding.what.endswith("do not fit together. Missing: leases, search_buckets.")


def test_the_version_of_the_tables_is_told(store_copy: Place, run: Callable[[str], None]) -> None:
    assert only(found(store_copy.url), "format").what == f"Version {NEWEST}."
    run(f"UPDATE copilot_tui.schema_version SET version = {NEWEST + 1}")
    newer = only(found(store_copy.url), "format")
    run(
        f"DROP TABLE copilot_tui.deliveries; "
        f"UPDATE copilot_tui.schema_version SET version = {NEWEST - 1}"
    )
    older = only(found(store_copy.url), "format")

    assert newer.verdict is Verdict.FAULT
    assert newer.what.endswith("made by a newer version of this program.")
    assert older.verdict is Verdict.HINT
    assert older.what.endswith(f"their owner's next start makes it {NEWEST}.")


@pytest.mark.usefixtures("_other")
@pytest.mark.parametrize(
    ("taken", "given"),
    [
        (
            "ALL ON copilot_tui.prompts",
            'GRANT SELECT, INSERT, UPDATE, DELETE ON copilot_tui.prompts TO "zoe"',
        ),
        (
            "DELETE ON copilot_tui.prompts, copilot_tui.queued",
            'GRANT DELETE ON copilot_tui.prompts, copilot_tui.queued TO "zoe"',
        ),
        ("UPDATE ON copilot_tui.people", 'GRANT UPDATE ON copilot_tui.people TO "zoe"'),
        ("SELECT ON copilot_tui.schema_version", None),
        ("USAGE ON SCHEMA copilot_tui", None),
        ("EXECUTE ON FUNCTION copilot_tui.check_version(integer)", None),
    ],
)
def test_just_the_rights_that_are_missing_are_given(
    store_copy: Place,
    run: Callable[[str], None],
    taken: str,
    given: str | None,
) -> None:
    run(f"REVOKE {taken} FROM PUBLIC")
    fault = only(found(store_copy.as_role(OTHER).url), "rights")
    assert fault.verdict is Verdict.FAULT
    grant = fault.todo.removeprefix("Have the owner run: ")
    if given is not None:
        assert grant == given
    assert "ALL TABLES" not in grant

    run(grant)
    assert only(found(store_copy.as_role(OTHER).url), "rights").verdict is Verdict.OK
    assert may_write_the_version(store_copy.as_role(OTHER)) is False


def may_write_the_version(place: Place) -> object:
    question = "SELECT has_table_privilege('copilot_tui.schema_version', 'INSERT, UPDATE, DELETE')"
    with psycopg.connect(place.url) as connection:
        return (connection.execute(question).fetchone() or (None,))[0]


@pytest.mark.usefixtures("_other")
def test_a_table_that_is_none_of_ours_needs_no_right(
    store_copy: Place, run: Callable[[str], None]
) -> None:
    run("CREATE TABLE copilot_tui.notes (x int)")

    assert only(found(store_copy.as_role(OTHER).url), "rights").verdict is Verdict.OK


def test_a_superuser_is_looked_at_as_the_role_that_it_acts_as(
    store_copy: Place, run: Callable[[str], None]
) -> None:
    run("REVOKE INSERT ON copilot_tui.prompts FROM PUBLIC")
    fault = only(found(store_copy.as_role(SUPERUSER).url), "rights")

    assert fault.verdict is Verdict.FAULT
    assert "GRANT INSERT ON copilot_tui.prompts TO " in fault.todo
    assert f'"{SUPERUSER}"' not in fault.todo


@pytest.mark.parametrize(
    ("encoding", "what"),
    [
        ("LATIN1", "It has its texts in LATIN1, which lacks most characters."),
        ("SQL_ASCII", "It has its texts in SQL_ASCII, which cuts characters beyond ASCII apart."),
    ],
)
def test_an_encoding_that_is_not_for_all_texts_is_a_fault(
    postgres_server: PostgresServer, encoding: str, what: str
) -> None:
    place = postgres_server.add_database()
    with postgres_server.connect() as superuser:
        superuser.execute(f"DROP DATABASE {place.name}".encode())
        superuser.execute(
            f"CREATE DATABASE {place.name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0 "
            f"OWNER {place.role}".encode()
        )
    finding = only(found(place.url), "encoding")
    postgres_server.remove_database(place)

    assert finding.verdict is Verdict.FAULT
    assert finding.what == what
    assert "createdb --encoding=UTF8 --template=template0 NAME" in finding.todo
