"""A conversation that is shown here while another window deletes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation, scripted
from tests.ui.test_other_copies import other_copy

if TYPE_CHECKING:
    from pathlib import Path


def delete_elsewhere(folder: Path, conversation: int) -> None:
    """Put a conversation into the trash in another copy of the app."""
    with other_copy(folder) as store:
        store.conversations.delete(conversation)


async def is_deleted(chat: Chat, conversation: int) -> bool:
    """Whether a conversation is in the trash."""
    row = await chat.store.run(lambda store: store.conversations.get(conversation))
    return row.deleted_at is not None


async def deletion_told(chat: Chat) -> None:
    """Wait until the user was told of it."""
    await chat.until(lambda: any("deleted in another window" in said for said in chat.notices()))


async def test_one_is_told_once_and_sending_brings_it_back(
    tmp_path: Path, server: FakeServer
) -> None:
    row = add_conversation(tmp_path, "one", [("question", "answer one")])
    async with chatting(tmp_path, server, size=(120, 24)) as chat:
        await chat.choose("one")
        delete_elsewhere(tmp_path, row)
        await deletion_told(chat)
        await chat.until(lambda: "one" not in chat.text(chat.sidebar))
        chat.screen.status_line.say("", 0)
        chat.pane.refresh_messages()
        await chat.app.workers.wait_for_complete()
        await chat.pause()
        assert chat.notices() == []
        await chat.send("Go on")
        await chat.answered()
        assert not await is_deleted(chat, row)
        await chat.until(lambda: "one" in chat.text(chat.sidebar))
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.until(lambda: "Go on" in chat.log_text())


async def test_another_answer_brings_it_back(tmp_path: Path, server: FakeServer) -> None:
    row = add_conversation(tmp_path, "one", [("question", "answer one")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.until(lambda: "answer one" in chat.log_rows())
        delete_elsewhere(tmp_path, row)
        chat.log.focus()
        await chat.focus_is(chat.log)
        await chat.press("end", "r")
        await chat.until(lambda: chat.asked == ["question"])
        await chat.answered()
        assert not await is_deleted(chat, row)


async def test_its_reply_ends_in_the_trash(tmp_path: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted("Half of it", gate, " and the rest."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "Half of it" in chat.log_rows())
        row = chat.opened.id
        delete_elsewhere(tmp_path, row)
        await deletion_told(chat)
        gate.open()
        await chat.answered()
        await chat.until(lambda: "Half of it and the rest." in chat.log_rows())
        opened = await chat.store.run(lambda store: store.conversations.get(row))
        assert opened.deleted_at is not None
        assert opened.active_leaf is not None
        leaf = opened.active_leaf
        reply = await chat.store.run(lambda store: store.tree.get(leaf))
        assert (reply.content, reply.status) == ("Half of it and the rest.", Status.COMPLETE)


async def test_what_waits_for_its_reply_brings_it_back(tmp_path: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted("Half of it", gate, " and the rest."), scripted("Second."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "Half of it" in chat.log_rows())
        row = chat.opened.id
        delete_elsewhere(tmp_path, row)
        await chat.type("And then")
        await chat.press("enter")
        await chat.until(lambda: "And then" in chat.text(chat.pane.queue_line))
        gate.open()
        await chat.until(lambda: chat.asked == ["Go", "And then"])
        await chat.answered()
        assert not await is_deleted(chat, row)


async def test_undoing_after_a_restart_brings_back_what_was_deleted_last(
    tmp_path: Path, server: FakeServer
) -> None:
    rows = {
        name: add_conversation(tmp_path, name, [("question", f"answer {name}")])
        for name in ("one", "two", "three")
    }
    for name in ("three", "one"):
        delete_elsewhere(tmp_path, rows[name])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("two")
        await chat.press_in_sidebar("two", "u")
        await chat.until(lambda: "answer one" in chat.log_rows())
        await chat.until(lambda: "“one” is back." in chat.notices())
        assert not await is_deleted(chat, rows["one"])
        assert await is_deleted(chat, rows["three"])
        await chat.until(lambda: "one" in chat.text(chat.sidebar))
        under_cursor = chat.sidebar.cursor_conversation
        assert under_cursor is not None
        assert under_cursor.title == "one"
