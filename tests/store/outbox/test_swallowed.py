"""Packets that are lost on the way: nobody refuses anything, and nothing comes any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import psycopg
import pytest

from copilot_tui.library.library import Library
from copilot_tui.store.pieces import Piece
from copilot_tui.store.postgres import connecting, live, patience, patient
from tests.postgres_database import drop_connection
from tests.postgres_proxy import proxy_to
from tests.postgres_server import SUPERUSER
from tests.store.outbox.cut_off import Machine, RunningCopy, all_messages, say, texts
from tests.store.postgres.live_copies import copy_at, wait_until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from tests.postgres_proxy import Proxy
    from tests.postgres_server import Place, PostgresServer
    from tests.store.postgres.live_copies import Copy

FIRST = 2
"""The first message of a conversation that is the first."""

SHORTLY, LONG = 0.3, 60.0
"""Seconds."""

_OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename <> %s
"""


@pytest.fixture
def shorten(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make one of the two patiences short, until a connection is given up.

    From then on all of them are long, as whatever works may be slow on a busy machine.
    """
    usual = patient.PatientConnection._give_up

    def give_up(
        connection: patient.PatientConnection, kind: type[psycopg.OperationalError]
    ) -> NoReturn:
        monkeypatch.setattr(patience, "KNOCK_SECONDS", LONG)
        monkeypatch.setattr(patient, "SILENT_SECONDS", LONG)
        usual(connection, kind)

    def shorten(name: str) -> None:
        monkeypatch.setattr(patience if hasattr(patience, name) else patient, name, SHORTLY)

    monkeypatch.setattr(patient.PatientConnection, "_give_up", give_up)
    return shorten


@pytest.fixture
def proxy(store_copy: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """What stands in between; newcomers wait for two seconds, less libpq does not know."""
    quickly = {**connecting._FOR_LIBPQ, "connect_timeout": "2"}
    monkeypatch.setattr(connecting, "_FOR_LIBPQ", quickly)
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 2)
    with proxy_to(store_copy.port) as proxy:
        yield proxy


@pytest.fixture
def machine(store_copy: Place, proxy: Proxy, tmp_path: Path) -> Machine:
    """A machine to which the packets go through it."""
    return Machine(replace(store_copy, port=proxy.port), tmp_path / "here")


@pytest.fixture
def copy(machine: Machine) -> Iterator[RunningCopy]:
    """A running copy with one conversation, which has one message."""
    copy = machine.copy()
    copy.do(lambda store: store.conversations.create(title="Trip"))
    copy.do(say(1, None, "Where to?"))
    copy.learn(1)
    yield copy
    copy.thread.close()


@pytest.mark.slow
def test_a_server_of_which_nothing_comes_any_more_is_away_until_packets_flow_again(
    copy: RunningCopy, machine: Machine, proxy: Proxy, shorten: Callable[[str], None]
) -> None:
    proxy.swallow()
    shorten("SILENT_SECONDS")
    assert copy.do(lambda store: texts(store, 1)) == ["Where to?"]
    copy.do(say(1, FIRST, "To Oslo."))

    (notice,) = machine.told
    assert "did not answer in time" in notice.text
    assert "kept on this machine" in notice.text
    proxy.flow()
    copy.go_back()
    assert machine.told[-1].is_settled
    assert copy.do(all_messages) == ["Where to?", "To Oslo."]


def test_a_connection_over_which_nothing_comes_is_made_again_where_a_new_one_works(
    copy: RunningCopy, machine: Machine, proxy: Proxy, shorten: Callable[[str], None]
) -> None:
    proxy.swallow(newcomers=False)
    shorten("SILENT_SECONDS")
    assert copy.do(lambda store: texts(store, 1)) == ["Where to?"]
    copy.do(say(1, FIRST, "To Oslo."))
    assert machine.told == []
    assert copy.do(all_messages) == ["Where to?", "To Oslo."]


@pytest.mark.slow
def test_where_nobody_is_let_in_either_it_is_not_tried_a_second_time(
    copy: RunningCopy, machine: Machine, proxy: Proxy, shorten: Callable[[str], None]
) -> None:
    proxy.swallow()
    shorten("KNOCK_SECONDS")
    before = len(proxy._requests)
    assert copy.do(lambda store: texts(store, 1)) == ["Where to?"]
    assert len(proxy._requests) == before + 1
    assert "no new connection to it comes about" in machine.told[0].text


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked", [lambda library: library.draft(None), lambda library: library.open(1)]
)
async def test_whatever_is_asked_first_finds_out_that_it_is_away(
    copy: RunningCopy,
    machine: Machine,
    proxy: Proxy,
    shorten: Callable[[str], None],
    asked: Callable[[Library], Awaitable[object]],
) -> None:
    """Or the next one would wait to be let in as well."""
    library = Library(copy.thread)
    proxy.swallow()
    shorten("KNOCK_SECONDS")
    before = len(proxy._requests)
    await asked(library)
    assert len(proxy._requests) == before + 1
    assert "no new connection to it comes about" in machine.told[0].text


def test_who_is_only_slow_is_waited_for(
    copy: RunningCopy, machine: Machine, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "KNOCK_SECONDS", 0.0)

    def sleep(store: object) -> None:
        database = machine._databases[-1]
        with database.reading():
            database.execute("SELECT pg_sleep(0.4)").fetchone()

    before = len(proxy._requests)
    copy.do(sleep)
    assert len(proxy._requests) == before + 1  # It has knocked once.
    assert machine.told == []


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_message_of_whose_keeping_no_answer_came_is_there_once(
    copy: RunningCopy,
    machine: Machine,
    proxy: Proxy,
    store_copy: Place,
    postgres_server: PostgresServer,
    shorten: Callable[[str], None],
    is_kept: bool,
) -> None:
    """What was on its way arrives late, when the outbox is being delivered."""

    def swallow(commit: Callable[[], None]) -> None:
        machine.at_commit = lambda commit: commit()
        proxy.swallow(newcomers=False, requests=not is_kept)
        shorten("SILENT_SECONDS")
        commit()

    machine.at_commit = swallow
    copy.do(say(1, FIRST, "Once"))
    assert "cannot be reached" in machine.told[0].text
    proxy.flow()

    def is_back() -> bool:
        copy.go_back()
        return machine.told[-1].is_settled

    wait_until(is_back)

    def is_quiet() -> bool:
        """All that came late has been done."""
        with postgres_server.connect() as superuser:
            row = superuser.execute(_OTHERS, [store_copy.name, SUPERUSER]).fetchone()
        return row == (1,)

    wait_until(is_quiet)
    assert copy.do(all_messages) == ["Where to?", "Once"]


@pytest.mark.slow
def test_a_reply_goes_on_in_the_outbox_when_its_packets_are_lost(
    copy: RunningCopy, machine: Machine, proxy: Proxy, shorten: Callable[[str], None]
) -> None:
    begun = copy.do(lambda store: store.journal.begin(1, FIRST, profile="", provider="", model=""))
    copy.learn(1)
    proxy.swallow()
    shorten("KNOCK_SECONDS")
    copy.do(lambda store: store.journal.write_all([Piece(begun.id, "To ", "")]))
    copy.do(lambda store: store.journal.replace_all([Piece(begun.id, "To Oslo", "")]))
    (notice,) = machine.told
    assert "no new connection to it comes about" in notice.text
    proxy.flow()
    copy.go_back()
    assert copy.do(lambda store: store.tree.get(begun.id)).content == "To Oslo"


def test_who_listens_notices_that_nothing_comes_and_listens_again(
    store_database: Place, monkeypatch: pytest.MonkeyPatch, shorten: Callable[[str], None]
) -> None:
    monkeypatch.setattr(live, "BEAT_SECONDS", 0.2)
    with (
        proxy_to(store_database.port) as proxy,
        copy_at(store_database.url, "desk", listens=False) as desk,
    ):
        url = replace(store_database, port=proxy.port).url
        with copy_at(url, "lap") as lap:
            wait_until(lambda: lap.live.is_listening)
            proxy.swallow(newcomers=False)
            conversation = desk.store.conversations.create(title="New").id
            shorten("SILENT_SECONDS")
            _hear(lap)
            drop_connection(lap.store.database)  # It is as silent.
            assert lap.store.conversations.get(conversation).title == "New"


def _hear(copy: Copy) -> None:
    """Wait until it has been told that anything may have changed, by a connection that works."""
    wait_until(lambda: copy.live.take().is_any)
