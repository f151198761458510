"""Unsent text stays with the conversation it was written in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.ui.driving import chatting, slow_store
from tests.ui.in_the_log import press_on
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer


async def test_a_draft_stays_with_its_conversation(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "one", [("question", "answer one")])
    add_conversation(tmp_path, "two", [("question", "answer two")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.type("for a new one")
        await chat.choose("one")
        assert chat.composer.text == ""
        await chat.type("for one")
        await chat.choose("two")
        await chat.until(lambda: "answer two" in chat.log_rows())
        assert chat.composer.text == ""
        await chat.choose("one")
        await chat.until(lambda: chat.composer.text == "for one")
        await chat.start_new()
        await chat.until(lambda: chat.composer.text == "for a new one")


async def test_drafts_survive_a_restart(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "one", [("question", "answer one")])
    async with chatting(tmp_path, server) as chat:
        await chat.type("for a new one")
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("one")
        await chat.type("for one")
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.composer.text == "for a new one")
        await chat.until(lambda: "✎" in chat.text(chat.sidebar))
        await chat.choose("one")
        await chat.until(lambda: chat.composer.text == "for one")


async def test_a_draft_is_kept_without_any_further_key(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type("half a thought")
        kept: list[str] = []

        async def is_kept() -> None:
            while not kept:
                if draft := await chat.store.run(lambda store: store.drafts.get(None)):
                    kept.append(draft)

        await is_kept()
        assert kept == ["half a thought"]


async def test_a_sent_text_does_not_come_back_as_a_draft(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type("sent")
        chat.pane.keep_draft()
        with slow_store(chat):
            chat.burst("enter", "ctrl+n")
            await chat.until(lambda: chat.composer.text == "")
        await chat.until(lambda: chat.asked == ["sent"])
        await chat.answered()
        await chat.until(lambda: not chat.app.is_led and chat.pane.conversation is None)
        assert chat.composer.text == ""
        await chat.choose("sent")
        await chat.until(lambda: "sent" in chat.log_rows())
        assert chat.composer.text == ""


async def test_a_draft_survives_that_its_conversation_opens_slowly_and_another_is_opened_instead(
    tmp_path: Path, server: FakeServer
) -> None:
    for name in ("one", "two", "three"):
        add_conversation(tmp_path, name, [("question", f"answer {name}")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        for name in ("one", "two"):
            await chat.choose(name)
            await chat.type(f"for {name}")
        with slow_store(chat):
            for downs, name in enumerate(("three", "two", "one")):
                chat.burst("ctrl+t", "home", *["down"] * downs, "enter")
                await chat.is_opening(name)
                chat.pane.keep_draft()
        await chat.choose("one")
        await chat.until(lambda: chat.composer.text == "for one")
        await chat.choose("two")
        await chat.until(lambda: chat.composer.text == "for two")


async def test_text_typed_while_a_conversation_is_being_opened_follows_its_draft(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [("question", "answer one")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("one")
        await chat.type("draft")
        await chat.start_new()
        with slow_store(chat):
            chat.burst("ctrl+t", "home", "enter")
            await chat.until(lambda: chat.composer.has_focus and chat.pane.conversation is not None)
            chat.burst(*"more")
            await chat.until(lambda: chat.composer.text == "more")
        await chat.until(lambda: chat.composer.text == "draft\nmore")


async def test_an_edit_that_was_not_sent_is_told_of_at_the_next_start_once_it_was_the_last(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [("question", "answer one")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("one")
        await press_on(chat, "question", "e")
        await chat.until(lambda: chat.composer.text == "question")
        await chat.type(" rewritten")
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: any("“question” in “one”" in told for told in chat.notices()))
        assert any("press e on that message" in told for told in chat.notices())
        await chat.send("something else")
        await chat.answered()
        assert await chat.store.run(lambda store: store.drafts.last_edit()) is None
