"""Several people on one server: nobody learns by the search what another has said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.store.postgres.search_keys import document_keys
from tests.postgres_server import SUPERUSER
from tests.store.postgres.search.support import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Place, PostgresServer


@pytest.fixture
def superuser(postgres_server: PostgresServer, store_copy: Place) -> Iterator[psycopg.Connection]:
    with postgres_server.connect(store_copy.name) as connection:
        connection.execute("SET search_path = copilot_tui")
        yield connection


@pytest.fixture
def secret(ann: Person, bob: Person) -> int:
    """A message of ann's, with an id that none of bob's has."""
    bob.say(bob.converse(), "nothing special")
    conversation = ann.converse()
    ann.say(conversation, *(f"common {number}" for number in range(20)))
    (message,) = ann.say(conversation, "my secret password is xyzzy")
    return message


def test_each_finds_their_own_messages_only(ann: Person, bob: Person, secret: int) -> None:
    (own,) = bob.say(bob.converse(), "a secret of my own")
    assert (ann.found("secret"), bob.found("secret")) == ([secret], [own])
    assert bob.found("xyzzy") == []


def test_the_functions_themselves_give_nothing_of_others(
    ann: Person, bob: Person, secret: int
) -> None:
    home = ann.value("SELECT conversation FROM messages WHERE id = %s", secret)
    for conversation in (None, home):
        assert ann.find("xyzzy", conversation) == [secret]
        assert bob.find("xyzzy", conversation) == []
    assert ann.value("SELECT search_has(%s)", secret)
    assert not bob.value("SELECT search_has(%s)", secret)


def test_another_role_that_one_takes_on_changes_nothing(
    bob: Person, superuser: psycopg.Connection, secret: int
) -> None:
    superuser.execute("GRANT ann TO bob")
    try:
        bob.rows("SELECT set_config('role', 'ann', false)")
        assert bob.found("xyzzy") == []
        assert bob.find("xyzzy") == []
    finally:
        superuser.execute("REVOKE ann FROM bob")


@pytest.mark.parametrize("table", ["search_people", "search_buckets", "search_documents"])
@pytest.mark.parametrize(
    "statement",
    ["SELECT count(*) FROM {}", "DELETE FROM {}", "INSERT INTO {} DEFAULT VALUES", "TRUNCATE {}"],
)
def test_nobody_else_may_touch_the_tables(
    bob: Person, secret: int, table: str, statement: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        bob.rows(statement.format(table))


def test_a_careless_grant_still_shows_no_row(
    bob: Person, superuser: psycopg.Connection, secret: int
) -> None:
    superuser.execute("GRANT ALL ON ALL TABLES IN SCHEMA copilot_tui TO PUBLIC")
    for table in ("search_people", "search_buckets", "search_documents"):
        assert bob.value(f"SELECT count(*) FROM {table}") == 0
    assert bob.value("SELECT count(*) FROM search_pending") == 0


@pytest.mark.parametrize(
    "call",
    [
        "search_secret()",
        "search_begin_bucket(1)",
        "search_bucket_of(1)",
        "search_newest_in(ARRAY[1], 1, 1, 1)",
    ],
)
def test_what_others_functions_use_is_not_for_everybody(
    bob: Person, secret: int, call: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        bob.rows(f"SELECT {call}")


def test_statistics_of_the_keys_are_not_shown(ann: Person, bob: Person, secret: int) -> None:
    ann.connection.execute("ANALYZE search_documents")
    shown = "SELECT count(*) FROM pg_stats WHERE schemaname = 'copilot_tui' AND tablename = %s"
    assert ann.value(shown, "search_documents") > 0
    assert bob.value(shown, "search_documents") == 0


def test_whether_a_message_of_somebody_else_exists_cannot_be_told(
    ann: Person, bob: Person, secret: int
) -> None:
    """It is as with an id that nobody has: no error, no other answer, and nothing changes."""
    missing = secret + 1000
    before = ann.rows("SELECT * FROM search_documents ORDER BY message")
    for statement in (
        "SELECT search_add(%s, ARRAY[1])",
        "SELECT search_remove(%s)",
        "SELECT search_has(%s)",
        "SELECT search_later(%s, 5000)",
        "SELECT id FROM search_find(ARRAY[1], 5, 5000, %s)",
    ):
        assert bob.rows(statement, secret) == bob.rows(statement, missing)
    assert ann.rows("SELECT * FROM search_documents ORDER BY message") == before
    assert bob.value("SELECT count(*) FROM search_pending WHERE person <> 'bob'") == 0
    while bob.store.search.backfill():
        pass
    assert bob.found("xyzzy") == []


def test_a_search_does_not_even_read_what_belongs_to_others(
    ann: Person, bob: Person, superuser: psycopg.Connection
) -> None:
    """So that the time it takes says nothing: the same words have other keys for each."""
    text = "the same words of both"
    ann.say(ann.converse(), text)
    bob.say(bob.converse(), text)
    theirs, his = (
        set(keys)
        for (keys,) in superuser.execute("SELECT keys FROM search_documents ORDER BY person")
    )
    assert len(theirs) > len(document_keys(text))
    assert not theirs & his
    assert not (theirs | his) & document_keys(text)


def test_functions_that_run_as_the_owner_do_not_look_where_others_may_write(
    superuser: psycopg.Connection, ann: Person
) -> None:
    rows = superuser.execute(
        "SELECT proname, proconfig FROM pg_proc WHERE prosecdef"
        " AND pronamespace = 'copilot_tui'::regnamespace"
    ).fetchall()
    assert len(rows) >= 8
    for name, settings in rows:
        assert "search_path=copilot_tui, pg_temp" in settings, name


def test_a_table_of_ones_own_takes_the_place_of_none(bob: Person, secret: int) -> None:
    bob.connection.execute(
        "CREATE TEMP TABLE search_documents (person text, message bigint, keys integer[])"
    )
    (own,) = bob.say(bob.converse(), "plugh")
    assert bob.found("plugh") == [own]
    assert bob.value("SELECT count(*) FROM pg_temp.search_documents") == 0


def test_who_sees_all_rows_still_finds_their_own_only(
    ann: Person, store_copy: Place, secret: int
) -> None:
    superuser = Person(store_copy.as_role(SUPERUSER))
    (own,) = superuser.say(superuser.converse(), "a secret of the superuser")
    assert superuser.found("secret") == superuser.find("secret") == [own]
    assert superuser.found("xyzzy") == superuser.find("xyzzy") == []
    superuser.close()


def test_people_are_kept_apart_also_where_the_tables_belong_to_a_superuser(
    empty_database: Place, other_role: str
) -> None:
    superuser = Person(empty_database.as_role(SUPERUSER))
    superuser.say(superuser.converse(), "xyzzy of the superuser")
    bob = Person(empty_database.as_role(other_role))
    (own,) = bob.say(bob.converse(), "a word of mine")
    assert (bob.found("word"), bob.find("xyzzy")) == ([own], [])
    assert superuser.find("word") == []
    bob.close()
    superuser.close()
