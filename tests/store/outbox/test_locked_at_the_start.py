"""A start while somebody else keeps the tables locked, as anybody on a server can."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.errors import StoreLocked
from tests.postgres_database import database_at
from tests.store.outbox import cut_off
from tests.store.outbox.cut_off import Machine, all_messages, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.postgres_server import Place


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut_off, "database_at", partial(database_at, busy_timeout=0.1))


@contextmanager
def locked(place: Place) -> Iterator[None]:
    with psycopg.connect(place.url) as connection:
        connection.execute("LOCK TABLE copilot_tui.people, copilot_tui.messages")
        yield


def test_what_is_written_meanwhile_is_there_once_it_is_free(
    machine: Machine, store_database: Place
) -> None:
    machine.start().close()
    with locked(store_database):
        copy = machine.copy()
        trip = copy.do(lambda store: store.conversations.create(title="Trip")).id
        copy.do(say(trip, None, "Where to?"))
        (notice,) = machine.told
        assert "locked for too long" in notice.text
        assert "Until it is free, what you write is kept on this machine" in notice.text
        copy.go_back()
        assert machine.outboxes
        assert len(machine.told) == 1
    copy.go_back()
    assert machine.told[-1].text.startswith("The server is free again")
    assert copy.do(all_messages) == ["Where to?"]
    assert machine.outboxes == []
    copy.thread.close()


def test_a_command_says_that_it_is_locked(machine: Machine, store_database: Place) -> None:
    machine.start().close()
    with locked(store_database), pytest.raises(StoreLocked, match="locked for too long"):
        machine.start(may_be_away=False)
    assert machine.outboxes == []
