"""Renaming, deleting and bringing back conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from copilot_tui.assembly import open_store
from copilot_tui.paths import Paths
from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation, scripted

if TYPE_CHECKING:
    from pathlib import Path


async def rename_to(chat: Chat, title: str, last_key: str = "enter") -> None:
    """Type another title into the dialog that f2 opens."""
    await chat.press("f2")
    await chat.until(lambda: isinstance(chat.app.focused, Input))
    field = chat.app.focused
    assert isinstance(field, Input)
    field.value = title
    await chat.press(last_key)
    await chat.until(lambda: chat.app.screen is chat.screen)


async def test_f2_renames_the_open_conversation(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "old", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("old")
        await rename_to(chat, "  new\tname ")
        await chat.until(lambda: "new name" in chat.text(chat.sidebar))
        await chat.until(lambda: "new name" in chat.rows()[0])
        assert "old" not in chat.text()
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: "new name" in chat.text(chat.sidebar))


async def test_an_empty_or_cancelled_title_leaves_the_old_one(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "old", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("old")
        await rename_to(chat, "   ")
        await rename_to(chat, "other", "escape")
        await chat.pause()
        assert chat.opened.title == "old"
        stored = await chat.store.run(lambda store: store.conversations.get(chat.opened.id))
        assert stored.title == "old"


async def test_f2_in_the_sidebar_renames_what_is_under_the_cursor(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [("question", "answer")])
    add_conversation(tmp_path, "two", [("question", "answer")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.press_in_sidebar("two")
        await rename_to(chat, "second")
        await chat.until(lambda: "second" in chat.text(chat.sidebar))
        assert chat.opened.title == "one"
        assert chat.sidebar.has_focus


async def test_f2_without_a_conversation_does_nothing(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.press("f2")
        await chat.type("still typing")
        assert chat.app.screen is chat.screen


async def test_d_deletes_in_the_sidebar_and_u_brings_back_one_after_the_other(
    tmp_path: Path, server: FakeServer
) -> None:
    for name in ("one", "two", "three"):
        add_conversation(tmp_path, name, [("question", f"answer {name}")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.press_in_sidebar("three", "d", "d")
        await chat.until(lambda: "three" not in chat.text(chat.sidebar))
        await chat.until(lambda: "two" not in chat.text(chat.sidebar))
        assert "one" in chat.text(chat.sidebar)
        assert chat.sidebar.has_focus
        await chat.press("u")
        await chat.until(lambda: "answer two" in chat.log_rows())
        await chat.until(lambda: "two" in chat.text(chat.sidebar))
        await chat.press("u")
        await chat.until(lambda: "answer three" in chat.log_rows())
        await chat.press("u")
        await chat.until(lambda: any("nothing to bring back" in text for text in chat.notices()))


async def test_deleting_the_open_conversation_shows_a_new_one_and_undoing_opens_it_again(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [("question", "answer one")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.type("its draft")
        await chat.press_in_sidebar("one", "d")
        await chat.until(lambda: chat.pane.conversation is None)
        await chat.until(lambda: "answer one" not in chat.log_text())
        assert chat.composer.text == ""
        await chat.press("u")
        await chat.until(lambda: "answer one" in chat.log_rows())
        await chat.until(lambda: chat.composer.text == "its draft")


async def test_deleting_a_conversation_stops_its_reply_and_keeps_what_came(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Half of it", gate, " never"))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "Half of it" in chat.log_rows())
        await chat.press_in_sidebar("Go", "d")
        await chat.answered()
        await server.client_left.wait()
        await chat.until(lambda: "Nothing here yet" in chat.text(chat.sidebar))
        await chat.press("u")
        await chat.until(lambda: "Half of it" in chat.log_rows())
        assert "stopped" in chat.log_text()


async def test_a_conversation_deleted_elsewhere_goes_from_the_sidebar(
    tmp_path: Path, server: FakeServer
) -> None:
    row = add_conversation(tmp_path, "one", [("question", "answer one")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: "one" in chat.text(chat.sidebar))
        with open_store(Paths(config=tmp_path, data=tmp_path)) as elsewhere:
            elsewhere.conversations.delete(row)
        await chat.until(lambda: "one" not in chat.text(chat.sidebar))
