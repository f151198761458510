"""What is typed before a kept draft could be read, and that draft, are both there afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers_fake import Gate
from tests.ui.driving import Chat, chatting, slow_store
from tests.ui.preparing import add_conversation, scripted

if TYPE_CHECKING:
    from textual.worker import Worker

    from tests.servers_fake import FakeServer


async def prepared(chat: Chat) -> None:
    """Two conversations, of which "one" has a draft, and "two" is shown."""
    await chat.until(lambda: chat.sidebar.last is not None)
    await chat.choose("one")
    await chat.until(lambda: "answer one" in chat.log_rows())
    await chat.type("kept")
    await chat.choose("two")
    await chat.until(lambda: "answer two" in chat.log_rows())
    assert await on_disk(chat, "one") == "kept"


def conversations(folder: Path) -> None:
    for name in ("one", "two"):
        add_conversation(folder, name, [("question", f"answer {name}")])


async def on_disk(chat: Chat, title: str | None) -> str:
    """The draft of a conversation in the file."""
    return await chat.store.run(
        lambda store: store.drafts.get(
            next(
                (entry.id for entry in store.conversations.page(limit=9) if entry.title == title),
                None,
            )
        )
    )


async def turn_to(chat: Chat, title: str) -> None:
    """Open a conversation whose draft cannot be read yet."""
    chat.burst("ctrl+t", "home", *([] if title == "two" else ["down"]), "enter")
    await chat.is_opening(title)
    await chat.until(lambda: chat.composer.has_focus)


async def test_what_was_typed_and_left_comes_below_the_kept_draft(
    tmp_path: Path, server: FakeServer
) -> None:
    conversations(tmp_path)
    async with chatting(tmp_path, server) as chat:
        await prepared(chat)
        with slow_store(chat):
            await turn_to(chat, "one")
            await chat.type("typed")
            await turn_to(chat, "two")
        assert await on_disk(chat, "one") == "kept\ntyped"
        await chat.choose("one")
        await chat.until(lambda: chat.composer.text == "kept\ntyped")


async def test_what_was_typed_at_several_visits_comes_in_its_order(
    tmp_path: Path, server: FakeServer
) -> None:
    conversations(tmp_path)
    async with chatting(tmp_path, server) as chat:
        await prepared(chat)
        with slow_store(chat):
            for text in ("first", "second"):
                await turn_to(chat, "one")
                await chat.type(text)
                await turn_to(chat, "two")
            await turn_to(chat, "one")
            await chat.type("third")
        await chat.until(lambda: chat.composer.text == "kept\nfirst\nsecond\nthird")
        chat.pane.keep_draft()
        assert await on_disk(chat, "one") == "kept\nfirst\nsecond\nthird"


async def test_what_is_kept_before_the_draft_is_read_does_not_stand_there_twice(
    tmp_path: Path, server: FakeServer
) -> None:
    """It is kept soon after it is typed, and again whenever it has changed."""
    conversations(tmp_path)
    async with chatting(tmp_path, server) as chat:
        await prepared(chat)
        with slow_store(chat):
            await turn_to(chat, "one")
            for text in ("ty", "ped"):
                await chat.type(text)
                chat.pane.keep_draft()
        await chat.until(lambda: chat.composer.text == "kept\ntyped")
        chat.pane.keep_draft()
        assert await on_disk(chat, "one") == "kept\ntyped"
        chat.composer.restore("kept")
        chat.pane.keep_draft()
        assert await on_disk(chat, "one") == "kept"


@pytest.mark.parametrize("is_new", [True, False])
async def test_quitting_before_the_draft_is_read_keeps_both(
    tmp_path: Path, server: FakeServer, is_new: bool
) -> None:
    conversations(tmp_path)
    async with chatting(tmp_path, server) as chat:
        await prepared(chat)
        if is_new:
            await chat.start_new()
            await chat.type("kept")
            await chat.choose("two")
            assert await on_disk(chat, None) == "kept"
        with slow_store(chat):
            if is_new:
                await chat.start_new()
            else:
                await turn_to(chat, "one")
            await chat.type("typed")
            quitting: Worker[None] = chat.app.run_worker(chat.app.action_quit)
            await chat.until(lambda: chat.app._quitting)
        await quitting.wait()
    async with chatting(tmp_path, server) as chat:
        assert await on_disk(chat, None if is_new else "one") == "kept\ntyped"


@pytest.mark.parametrize("keeps_before", [False, True])
async def test_what_is_sent_before_the_draft_is_read_leaves_that_as_the_draft(
    tmp_path: Path, server: FakeServer, keeps_before: bool
) -> None:
    conversations(tmp_path)
    async with chatting(tmp_path, server) as chat:
        await prepared(chat)
        with slow_store(chat):
            await turn_to(chat, "one")
            await chat.type("sent")
            if keeps_before:
                chat.pane.keep_draft()
            chat.burst("enter")
            await chat.until(lambda: chat.composer.text == "")
            await chat.type("more")
            chat.pane.keep_draft()
        await chat.until(lambda: len(chat.asked) == 1)
        await chat.answered()
        await chat.until(lambda: chat.composer.text == "kept\nmore")
        chat.pane.keep_draft()
        assert await on_disk(chat, "one") == "kept\nmore"
        await chat.choose("two")
        await chat.choose("one")
        await chat.until(lambda: chat.composer.text == "kept\nmore")


async def test_a_first_message_sent_before_the_draft_is_read_takes_it_along(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type("kept")
        before = chat.composer.destination
        await chat.press("ctrl+n")
        await chat.until(lambda: chat.composer.destination is not before)
        await chat.until(lambda: chat.composer.text == "kept")
        assert await on_disk(chat, None) == "kept"
        with slow_store(chat):
            await chat.press("ctrl+n")
            await chat.until(lambda: not chat.composer.text)
            await chat.type("sent")
            chat.burst("enter")
            await chat.until(lambda: not chat.composer.text)
        await chat.until(lambda: len(chat.asked) == 1)
        await chat.answered()
        await chat.until(lambda: chat.composer.text == "kept")
        chat.pane.keep_draft()
        assert await on_disk(chat, "sent") == "kept"
        assert await on_disk(chat, None) == ""


async def test_what_waits_for_its_turn_leaves_a_draft_that_was_not_read(
    tmp_path: Path, server: FakeServer
) -> None:
    conversations(tmp_path)
    gate = Gate()
    server.answer(scripted("slow", gate))
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("one")
        await chat.send("question one")
        await chat.type("kept")
        await chat.choose("two")
        with slow_store(chat):
            chat.burst("ctrl+t", "home", "enter")
            await chat.is_opening("one")
            await chat.until(lambda: chat.composer.has_focus)
            await chat.type("waits")
            chat.burst("enter")
            await chat.until(lambda: chat.composer.text == "")
        await chat.until(lambda: chat.composer.text == "kept")
        await chat.until(lambda: "waits" in chat.text(chat.pane.queue_line))
        assert await on_disk(chat, "one") == "kept"
        gate.open()
        await chat.answered()


async def test_a_version_that_is_left_before_its_draft_is_read_comes_below_it(
    tmp_path: Path, server: FakeServer
) -> None:
    conversations(tmp_path)
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("one")
        await chat.until(lambda: "answer one" in chat.log_rows())
        question = chat.log._view.items[0].message
        chat.pane.edit(question)
        await chat.until(lambda: chat.composer.text == "question")
        await chat.type(" kept")
        assert chat.pane.leave_edit()
        await chat.until(lambda: chat.composer.text == "")
        await chat.store.run(lambda _: None)
        with slow_store(chat):
            chat.pane.edit(question)
            await chat.type("typed")
            assert chat.pane.leave_edit()
        chat.pane.edit(question)
        await chat.until(lambda: chat.composer.text == "question kept\ntyped")
