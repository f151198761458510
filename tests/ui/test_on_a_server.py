"""Conversations on a PostgreSQL server, as the interface shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.config import Flags
from copilot_tui.store.store import Store
from tests.postgres_database import database_at
from tests.postgres_installation import NoPostgres
from tests.postgres_server import running_postgres
from tests.servers_fake import Gate
from tests.ui.driving import chatting
from tests.ui.preparing import scripted
from tests.ui.test_other_file import noticed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.postgres_server import Place, PostgresServer
    from tests.servers_fake import FakeServer
    from tests.ui.driving import Chat

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")


@pytest.fixture
def mortal() -> Iterator[PostgresServer]:
    """A server that may be killed, and keeps what it has said to have kept."""
    try:
        with running_postgres(durable=True) as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(str(reason))


def chatting_on(
    place: Place, folder: Path, server: FakeServer
) -> AbstractAsyncContextManager[Chat]:
    return chatting(folder, server, flags=Flags(url=server.url, database=place.url))


async def test_a_chat_is_there_on_another_machine_and_found_by_its_words(
    tmp_path: Path, server: FakeServer, store_database: Place
) -> None:
    server.default = scripted("It is a night train.")
    async with chatting_on(store_database, tmp_path / "desk", server) as chat:
        await chat.send("How do I get to Oslo?")
        await chat.until(lambda: "night train" in chat.text())
    async with chatting_on(store_database, tmp_path / "lap", server) as chat:
        await chat.choose("How do I get to Oslo?")
        await chat.until(lambda: "night train" in chat.text())
        hits = await chat.store.run(lambda store: store.search.messages("train", limit=5))
        assert len(hits) == 1
    assert not (tmp_path / "desk" / "conversations.db").exists()


@pytest.mark.slow
async def test_while_a_killed_database_is_away_the_chat_goes_on_and_all_of_it_is_there_afterwards(
    tmp_path: Path, server: FakeServer, mortal: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot_tui.library.watchman.LOOKS_TO_RETURN", 1)
    place = mortal.add_database()
    gate = Gate()
    server.default = scripted("First half, ", gate, "second half.")
    async with chatting_on(place, tmp_path, server) as chat:
        await chat.send("A long one")
        await chat.until(lambda: "First half," in chat.text())
        mortal.kill()
        gate.open()
        await chat.until(lambda: "second half." in chat.text())
        await chat.answered()
        await chat.until(lambda: "is kept on this machine" in noticed(chat))
        server.default = scripted("Answered.")
        await chat.send("Said meanwhile")
        await chat.until(lambda: "Answered." in chat.text())
        await chat.answered()
        assert "A long one" in chat.text(chat.sidebar)
        conversation = chat.opened.id

        mortal.start()
        await chat.until(lambda: "is kept on this machine" not in noticed(chat))
        await chat.send("Said afterwards")
        await chat.answered()
        assert chat.opened.id == conversation

    with Store(database_at(place.url), instance_id="beside") as store:
        leaf = store.conversations.get(conversation).active_leaf
        assert leaf is not None
        path = store.tree.path(leaf)
    assert [message.content for message in path] == [
        *("A long one", "First half, second half."),
        *("Said meanwhile", "Answered."),
        *("Said afterwards", "Answered."),
    ]
    assert {message.status for message in path} == {Status.COMPLETE}
