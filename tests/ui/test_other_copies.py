"""What other copies of the app do to the conversation that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from copilot_tui.chat.conversation import Status
from copilot_tui.paths import Paths
from copilot_tui.store.instance import Instance
from copilot_tui.store.store import Store
from copilot_tui.ui.conversation_list import SPINNER
from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import scripted


@contextmanager
def other_copy(folder: Path, instance: str = "other") -> Iterator[Store]:
    """The file as another copy of the app has it open."""
    paths = Paths(config=folder, data=folder)
    with Store(paths.database, instance_id=instance) as store:
        yield store


def begin_elsewhere(store: Store, conversation: int, parent: int, text: str) -> int:
    """Let a reply run in another copy of the app."""
    reply = store.journal.begin(conversation, parent, profile="g4f", provider="Copilot", model="")
    store.journal.write(reply.id, text, "")
    return reply.id


async def leaf_of(chat: Chat) -> int:
    """Row id of the last message of the open conversation."""
    conversation = chat.opened.id
    found = await chat.store.run(lambda store: store.conversations.get(conversation).active_leaf)
    assert found is not None
    return found


async def test_what_another_copy_sends_while_this_one_answers_is_shown_when_that_has_ended(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("First answer."), scripted("Half of it", gate, " and the rest."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.answered()
        first = await leaf_of(chat)
        await chat.send("Mine")
        await chat.until(lambda: "Half of it" in chat.log_rows())
        with other_copy(tmp_path) as store:
            asked = store.messages.add_user_message(chat.opened.id, first, "Theirs")
            reply = begin_elsewhere(store, chat.opened.id, asked.id, "")
            store.journal.finish(
                reply, content="Their answer.", reasoning="", status=Status.COMPLETE
            )
        await chat.until(lambda: any("Another window" in told for told in chat.notices()))
        assert "Half of it" in chat.log_rows()
        gate.open()
        await chat.until(lambda: "Their answer." in chat.log_rows())
        await chat.answered()
        rows = await chat.store.run(lambda store: store.tree.children(first))
        assert [row.content for row in rows] == ["Mine", "Theirs"]


async def test_what_another_copy_changes_above_is_shown_while_this_one_answers(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Half of it", gate, " and the rest."))
    async with chatting(tmp_path, server, size=(120, 24)) as chat:
        await chat.send("Go")
        await chat.until(lambda: "Half of it" in chat.log_rows())
        with other_copy(tmp_path) as store:
            store.conversations.rename(chat.opened.id, "Renamed elsewhere")
        await chat.until(lambda: "Renamed elsewhere" in chat.text(chat.pane.query_one("#title")))
        gate.open()
        await chat.until(lambda: "Half of it and the rest." in chat.log_rows())
        await chat.answered()


async def test_the_list_shows_in_which_conversations_a_reply_comes_in_elsewhere(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.answered()
        leaf, other = await leaf_of(chat), chat.opened
        await chat.start_new()
        living = Instance.start(chat.app._paths.instances)
        try:
            with other_copy(tmp_path, living.id) as store:
                reply = begin_elsewhere(store, other.id, leaf, "Half")
                await chat.until(lambda: _turns(chat, other.title))
                store.journal.finish(reply, content="", reasoning="", status=Status.COMPLETE)
                await chat.until(lambda: not _turns(chat, other.title))
        finally:
            living.close()


def _turns(chat: Chat, title: str) -> bool:
    """Whether something turns beside a title in the list."""
    (row,) = (row for row in chat.text(chat.sidebar).splitlines() if title in row)
    return any(frame in row for frame in SPINNER)


async def test_the_reply_of_a_copy_that_has_died_does_not_run_for_ever(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.answered()
        leaf = await leaf_of(chat)
        with other_copy(tmp_path, "dead") as store:
            asked = store.messages.add_user_message(chat.opened.id, leaf, "Theirs")
            begin_elsewhere(store, chat.opened.id, asked.id, "As far as it came")
        await chat.until(lambda: "As far as it came" in chat.log_rows())
        await chat.until(lambda: "The program ended before" in chat.log_text())
        reply = await chat.store.run(lambda store: store.tree.children(asked.id))
        assert [(row.content, row.status) for row in reply] == [
            ("As far as it came", Status.INTERRUPTED)
        ]


async def test_the_reply_of_a_copy_that_lives_is_left_to_it(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.answered()
        leaf = await leaf_of(chat)
        living = Instance.start(chat.app._paths.instances)
        try:
            with other_copy(tmp_path, living.id) as store:
                asked = store.messages.add_user_message(chat.opened.id, leaf, "Theirs")
                reply = begin_elsewhere(store, chat.opened.id, asked.id, "As far as it came")
            for _ in range(4):
                await chat.app._housekeeping.look_for_changes()
            row = await chat.store.run(lambda store: store.tree.get(reply))
            assert row.status is Status.STREAMING
        finally:
            living.close()
