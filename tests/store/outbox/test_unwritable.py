"""A server that answers and cannot be written: its disk is full, or it follows another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.config.database_address import database_address
from copilot_tui.config.database_setting import DatabaseSetting
from copilot_tui.errors import Unwritable
from copilot_tui.library.library import Library
from copilot_tui.paths import Paths
from copilot_tui.store.outbox.mender import open_or_stand_in
from copilot_tui.store.pieces import Piece
from copilot_tui.store.postgres.reaching import ServerReach
from copilot_tui.store.thread import StoreThread
from tests.postgres_server import SUPERUSER, Place, running_postgres
from tests.postgres_standby import running_standby
from tests.store.outbox.cut_off import Machine, RunningCopy, all_messages, say, texts
from tests.store.outbox.server_faults import Refusals
from tests.store.outbox.small_disk import small_disk
from tests.store.support import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.store import Store

FIRST = 2
"""The first message of a conversation that is the first."""

FULL = "53100"
READ_ONLY = "SET default_transaction_read_only = on"
READ_WRITE = "RESET default_transaction_read_only"


@pytest.fixture
def alone(store_copy: Place, tmp_path: Path) -> Machine:
    """A machine with a database of its own."""
    return Machine(store_copy, tmp_path / "here")


@pytest.fixture
def copy(alone: Machine) -> Iterator[RunningCopy]:
    """A running copy with one conversation, which has one message."""
    copy = alone.copy()
    copy.do(lambda store: store.conversations.create(title="Trip"))
    copy.do(say(1, None, "Where to?"))
    copy.learn(1)
    yield copy
    copy.thread.close()


def test_what_finds_no_room_on_the_server_goes_on_here_and_gets_there_when_there_is_some(
    copy: RunningCopy, alone: Machine, store_copy: Place
) -> None:
    refusals = Refusals(store_copy, "messages")
    refusals.next(FULL, 1000)

    first = copy.do(say(1, FIRST, "To Oslo."))

    (notice,) = alone.told
    assert notice.text.startswith(f"The disk of the database {_shown(store_copy)} is full")
    assert "Have some space freed there." in notice.text
    assert "kept on this machine" in notice.text
    for _ in range(3):
        copy.go_back()
    assert len(alone.told) == 1
    copy.do(say(1, first.id, "By train."))
    assert copy.do(lambda store: texts(store, 1)) == ["Where to?", "To Oslo.", "By train."]

    refusals.next(FULL, 0)
    copy.go_back()
    assert alone.told[-1].is_settled
    assert alone.outboxes == []
    assert copy.do(all_messages) == ["Where to?", "To Oslo.", "By train."]


def test_a_reply_for_which_there_is_no_room_any_more_ends_and_is_there_whole(
    copy: RunningCopy, alone: Machine, store_copy: Place
) -> None:
    reply = copy.do(
        lambda store: store.journal.begin(1, FIRST, profile="", provider="", model="")
    ).id
    copy.learn(1)
    refusals = Refusals(store_copy, "journal")
    refusals.next(FULL, 1000)
    copy.do(lambda store: store.journal.replace_all([Piece(reply, "To Oslo, ", "")]))
    assert len(alone.told) == 1
    copy.do(
        lambda store: store.journal.finish(
            reply, content="To Oslo, by train.", reasoning="", status=Status.COMPLETE
        )
    )
    refusals.next(FULL, 0)
    copy.go_back()
    assert not copy.do(lambda store: store.stands_in)
    ended = copy.do(lambda store: store.tree.get(reply))
    assert (ended.content, ended.status) == ("To Oslo, by train.", Status.COMPLETE)


@pytest.mark.slow
def test_nothing_is_lost_by_a_disk_that_is_really_full(tmp_path: Path) -> None:
    with small_disk() as disk, running_postgres() as server:
        with server.connect() as superuser:
            superuser.execute(f"CREATE TABLESPACE small LOCATION '{disk.folder}'".encode())
            superuser.execute("CREATE DATABASE chats OWNER ann TABLESPACE small")
        machine = Machine(Place(server.port, "chats"), tmp_path / "here")
        copy = machine.copy()
        copy.do(lambda store: store.conversations.create(title="Trip"))
        sent = [copy.do(say(1, None, "Where to?"))]
        copy.learn(1)
        disk.fill()
        while not machine.told:
            sent.append(copy.do(say(1, sent[-1].id, f"word{len(sent)} " * 2000)))
        assert "is full, so nothing could be written" in machine.told[0].text
        sent.append(copy.do(say(1, sent[-1].id, "And one more")))
        copy.go_back()
        assert copy.do(lambda store: store.stands_in)

        disk.make_room()
        copy.go_back()
        assert not copy.do(lambda store: store.stands_in)
        assert copy.do(all_messages) == [message.content for message in sent]
        copy.thread.close()


def test_a_server_that_its_owner_has_made_read_only_is_not_written(
    copy: RunningCopy, alone: Machine, store_copy: Place
) -> None:
    _alter(store_copy, READ_ONLY)
    alone.drop_connections()
    assert copy.do(lambda store: texts(store, 1)) == ["Where to?"]
    assert len(copy.do(lambda store: store.search.messages("where", limit=3))) == 1
    assert alone.told == []

    copy.do(say(1, FIRST, "To Oslo."))

    (notice,) = alone.told
    assert notice.text.startswith(f"The database {_shown(store_copy)} is read-only.")
    copy.go_back()
    assert len(alone.told) == 1
    _alter(store_copy, READ_WRITE)
    copy.go_back()
    assert alone.told[-1].text.startswith("The server can be written again")
    assert copy.do(all_messages) == ["Where to?", "To Oslo."]


async def test_the_app_reads_on_a_read_only_server_and_only_what_is_written_needs_an_outbox(
    store_copy: Place, tmp_path: Path
) -> None:
    """What it tidies up at the start and now and then can wait."""
    machine = Machine(store_copy, tmp_path / "dead")
    dead = machine.copy()
    dead.do(lambda store: store.conversations.create(title="Trip"))
    question = dead.do(say(1, None, "Where to?"))
    dead.do(lambda store: store.journal.begin(1, question.id, profile="", provider="", model=""))
    dead.do(lambda store: write(store, "UPDATE leases SET ends = now() - interval '1 h'"))
    dead.do(lambda store: store.conversations.create(title="Old"))
    dead.do(lambda store: write(store, "UPDATE conversations SET deleted_at = 1 WHERE id = 4"))
    dead.die()
    machine.let_go()
    _alter(store_copy, READ_ONLY)
    told: list[StoreNotice] = []
    reach = _reach(store_copy, tmp_path, told)
    thread = StoreThread(
        lambda: open_or_stand_in(reach, told.append, may_be_away=True),
        on_error=lambda error: pytest.fail(str(error)),
    )
    library = Library(thread)

    assert await library.empty_trash() == 0
    await library.complete_index()
    await library.recover()
    opened = await library.open(1)
    assert opened.conversation.title == "Trip"
    assert [hit.message for hit in await library.search("where")] == [question.id]
    assert not await library.changed_elsewhere()
    assert told == []
    await library.rename(1, "Journey")
    assert "is read-only" in told[0].text
    _alter(store_copy, READ_WRITE)
    await library.go_back()
    assert told[-1].is_settled
    assert await library.empty_trash() == 1
    thread.close()


def test_a_schema_that_is_missing_on_a_read_only_server_is_waited_for(
    empty_database: Place, tmp_path: Path
) -> None:
    alone = Machine(empty_database, tmp_path / "here")
    _alter(empty_database, READ_ONLY)
    with pytest.raises(Unwritable, match="is read-only"):
        alone.start(may_be_away=False)
    copy = alone.copy()
    conversation = copy.do(lambda store: store.conversations.create(title="Trip")).id
    assert "is read-only" in alone.told[0].text
    _alter(empty_database, READ_WRITE)
    copy.go_back()
    assert copy.do(lambda store: store.conversations.get(conversation)).title == "Trip"
    copy.thread.close()


@pytest.mark.slow
def test_a_server_that_follows_another_one_is_read_and_written_once_it_may_be(
    tmp_path: Path,
) -> None:
    with running_postgres() as leader:
        place = leader.add_database()
        copy = Machine(place, tmp_path / "before").copy()
        copy.do(lambda store: store.conversations.create(title="Trip"))
        first = copy.do(say(1, None, "Where to?"))
        copy.thread.close()
        with running_standby(leader) as standby:
            told: list[StoreNotice] = []
            reach = _reach(Place(standby.port, place.name), tmp_path, told)
            thread = StoreThread(
                lambda: open_or_stand_in(reach, told.append, may_be_away=True),
                on_error=lambda _: None,
            )
            thread.when_told(lambda: None)
            shown = thread.queue(lambda store: texts(store, 1)).result()
            assert (shown, told) == (["Where to?"], [])
            thread.queue(say(1, first.id, "To Oslo.")).result()
            assert "is read-only" in told[0].text
            assert not thread.queue(_can_go_back).result()
            standby.promote()
            assert thread.queue(_can_go_back).result()
            thread.queue(lambda store: thread._take(_back(store))).result()
            assert told[-1].is_settled
            assert thread.queue(all_messages).result() == ["Where to?", "To Oslo."]
            thread.close()


def _can_go_back(store: Store) -> bool:
    assert store.mender is not None
    return store.mender.can_go_back()


def _back(store: Store) -> Store | None:
    assert store.mender is not None
    return store.mender.go_back(store)


def _alter(place: Place, change: str) -> None:
    with psycopg.connect(place.as_role(SUPERUSER).url, autocommit=True) as superuser:
        superuser.execute("SET default_transaction_read_only = off")
        superuser.execute(f"ALTER DATABASE {place.name} {change}".encode())


def _reach(place: Place, folder: Path, told: list[StoreNotice]) -> ServerReach:
    setting = DatabaseSetting(database_address(place.url))
    paths = Paths(config=folder / "config", data=folder / "data")
    return ServerReach(setting, paths, {}, told.append)


def _shown(place: Place) -> str:
    return database_address(place.url).shown
