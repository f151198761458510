"""Putting many messages into the index together, by whoever may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.store.postgres.bulk_index import put_together
from copilot_tui.store.search_index import index_later
from copilot_tui.store.store import Store
from tests.postgres_database import database_at
from tests.store.support import add_path, write

if TYPE_CHECKING:
    from tests.postgres_server import Place, PostgresServer

OPTIONS = "SELECT reloptions FROM pg_class WHERE relname = 'search_documents_by_keys'"


def options(server: PostgresServer, place: Place) -> list[str]:
    with server.connect(place.name) as connection:
        (found,) = connection.execute(OPTIONS).fetchone() or (None,)
    assert isinstance(found, list)
    return found


def fill(store: Store) -> None:
    """Ten messages that wait to be indexed."""
    messages = add_path(store, store.conversations.create(title="Chat").id, 10)
    with store._database.writing():
        index_later(store._database, messages[0], messages[-1])


def index_all(store: Store) -> int:
    """How many messages are found then."""
    while store.search.backfill_in_bulk(3):
        pass
    return len(store.search.messages("text", limit=99))


def test_all_is_found_and_the_index_is_as_it_was(
    store_copy: Place, postgres_server: PostgresServer
) -> None:
    with Store(database_at(store_copy.url), instance_id="ann") as store:
        fill(store)
        assert index_all(store) == 10
    assert options(postgres_server, store_copy) == ["fastupdate=off"]
    with postgres_server.connect(store_copy.name) as connection:
        waiting = connection.execute(
            "SELECT gin_clean_pending_list('copilot_tui.search_documents_by_keys')"
        ).fetchone()
    assert waiting == (0,)


def test_who_does_not_own_the_index_is_found_all_the_same(
    store_copy: Place, bob_there: str
) -> None:
    with Store(database_at(store_copy.as_role(bob_there).url), instance_id="bob") as store:
        fill(store)
        assert index_all(store) == 10


def test_a_fault_on_the_way_leaves_the_index_as_it_was(
    store_copy: Place, postgres_server: PostgresServer
) -> None:
    database = database_at(store_copy.url)
    with Store(database, instance_id="ann") as store:
        fill(store)
        with pytest.raises(ZeroDivisionError), database.writing(), put_together(database):
            raise ZeroDivisionError
        assert options(postgres_server, store_copy) == ["fastupdate=off"]
        write(store, "UPDATE conversations SET title = 'still there'")
