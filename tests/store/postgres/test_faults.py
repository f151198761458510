"""What a server says that will not or cannot, each in one sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.store.store import Store
from tests.postgres_database import database_at, drop_connection
from tests.postgres_installation import HOST
from tests.postgres_server import Place, running_postgres
from tests.store.postgres.refusing import refusing
from tests.store.support import Clock

if TYPE_CHECKING:
    from tests.postgres_server import PostgresServer


@pytest.mark.parametrize(
    ("code", "words", "what"),
    [
        ("57P03", "the database system is starting up", "is just being started or stopped"),
        ("57P03", "the database system is not yet accepting connections", "started or stopped"),
        ("57P03", "the database system is shutting down", "is just being started or stopped"),
        ("57P03", "the database system is in recovery mode", "is just being started or stopped"),
        ("53300", "sorry, too many clients already", "has no connection left"),
        ("53300", 'too many connections for role "ann"', "has no connection left"),
        ("53300", "remaining connection slots are reserved for superusers", "no connection left"),
    ],
)
def test_a_server_that_lets_nobody_in_just_now_may_later(code: str, words: str, what: str) -> None:
    with refusing(code, words) as port, pytest.raises(StoreUnreachable) as refused:
        database_at(Place(port, "chats").url)

    assert refused.value.what.startswith(f"The database at postgresql://ann@{HOST}:{port}/chats ")
    assert what in refused.value.what
    assert refused.value.detail == ""
    assert refused.value.todo.endswith(".")


@pytest.mark.slow
def test_who_finds_all_connections_taken_is_told_and_gets_in_when_one_is_free() -> None:
    few = {"max_connections": "4", "superuser_reserved_connections": "1"}
    with running_postgres(settings=few) as server:
        place = server.add_database()
        first = [database_at(place.url) for _ in range(3)]
        with pytest.raises(StoreUnreachable, match="has no connection left") as refused:
            database_at(place.url)
        assert "max_connections" in refused.value.todo
        for database in first:
            database.close()
        _wait_for(place)


def _wait_for(place: Place) -> None:
    while True:
        try:
            database_at(place.url).close()
        except StoreUnreachable:
            continue
        return


@pytest.mark.slow
def test_a_server_that_is_shut_down_under_the_program_is_away_until_it_is_back() -> None:
    with running_postgres(durable=True) as server:
        place = server.add_database()
        with Store(database_at(place.url), instance_id="this") as store:
            store.conversations.create(title="Kept")
            server.stop()
            with pytest.raises(StoreUnreachable, match=r"shut down|cannot be reached") as said:
                store.conversations.create(title="Lost")
            assert said.value.todo
            server.start()
            assert [entry.title for entry in store.conversations.page(limit=9)] == ["Kept"]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("REVOKE ALL ON copilot_tui.messages FROM PUBLIC", "permission denied for table messages"),
        ("REVOKE INSERT ON copilot_tui.messages FROM PUBLIC", "permission denied for table messag"),
        (
            "REVOKE USAGE ON SCHEMA copilot_tui FROM PUBLIC",
            "permission denied for schema copilot_tui",
        ),
    ],
)
def test_a_right_that_is_missing_is_named(
    store_copy: Place,
    postgres_server: PostgresServer,
    bob_there: str,
    statement: str,
    words: str,
) -> None:
    with postgres_server.connect(store_copy.name) as superuser:
        superuser.execute(statement.encode())

    def write() -> None:
        with Store(database_at(store_copy.as_role(bob_there).url), instance_id="bob's") as bob:
            conversation = bob.conversations.create().id
            bob.messages.add_user_message(conversation, None, "Hello")

    with pytest.raises(StoreError) as refused:
        write()
    assert refused.value.what.startswith("You are not permitted to use the tables of the database")
    assert refused.value.detail.startswith(words)
    assert "\n" not in refused.value.detail
    assert "owner" in refused.value.todo


def test_a_server_that_lets_us_in_no_more_is_away_and_says_why(
    postgres_server: PostgresServer, store_copy: Place
) -> None:
    """At the start it would be a mistake in the address."""
    gone = replace(store_copy, name="elsewhere")
    with Store(database_at(store_copy.url), instance_id="this") as store:
        store.conversations.create(title="Kept")
        drop_connection(store.database)
        with postgres_server.connect() as superuser:
            superuser.execute(f"ALTER DATABASE {store_copy.name} RENAME TO {gone.name}".encode())
        with pytest.raises(StoreUnreachable, match="There is no database"):
            store.conversations.create(title="Lost")
        with postgres_server.connect() as superuser:
            superuser.execute(f"ALTER DATABASE {gone.name} RENAME TO {store_copy.name}".encode())
        assert [entry.title for entry in store.conversations.page(limit=9)] == ["Kept"]


@pytest.mark.parametrize("hours", [-1, 1])
def test_messages_stay_in_order_however_wrong_a_clock_is(store_database: Place, hours: int) -> None:
    """Of two machines, one an hour off, each answers what the other one has said."""
    wrong = Clock()
    right = Clock()
    wrong.time += 3600 * hours
    with (
        Store(database_at(store_database.url, clock=right), instance_id="right") as desk,
        Store(database_at(store_database.url, clock=wrong), instance_id="wrong") as lap,
    ):
        trip = desk.conversations.create(title="Trip").id
        leaf: int | None = None
        said = []
        for number, store in enumerate((desk, lap, lap, desk, lap, desk)):
            said.append(f"{number}")
            leaf = store.messages.add_user_message(trip, leaf, said[-1]).id
        assert leaf is not None
        for store in (desk, lap):
            assert [message.content for message in store.tree.path(leaf)] == said
            assert store.conversations.get(trip).active_leaf == leaf
        first = desk.tree.path(leaf)[0].id
        versions = [
            store.messages.add_user_message(trip, first, f"{number}").id
            for number, store in enumerate((lap, desk, lap))
        ]
        for store in (desk, lap):
            assert store.tree.siblings(versions[0])[1:] == versions
            assert store.tree.newest_leaf(first) == versions[-1]
        reply = lap.journal.begin(trip, versions[-1], profile="", provider="", model="").id
        assert desk.journal.recover(lambda _: True) == 0
        lap.journal.finish(reply, content="End", reasoning="", status=Status.COMPLETE)
        assert desk.tree.get(reply).content == "End"
