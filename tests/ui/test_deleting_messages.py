"""Deleting messages from a conversation, and bringing them back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.in_the_log import (
    bodies,
    contents,
    exchange,
    go_to,
    open_talk,
    press_on,
    sent_turns,
    shows,
    under_cursor,
)
from tests.ui.preparing import add_conversation, scripted

ALL = ("q1", "a1", "q2", "a2", "q3", "a3")


def add_three(folder: Path, title: str = "talk") -> None:
    """A conversation of three exchanges."""
    add_conversation(folder, title, [(f"q{number}", f"a{number}") for number in (1, 2, 3)])


async def open_three(chat: Chat) -> None:
    """Open it and see all of it."""
    await open_talk(chat, *ALL)


@asynccontextmanager
async def talking(folder: Path, server: FakeServer) -> AsyncIterator[Chat]:
    """The app with such a conversation, opened."""
    add_three(folder)
    async with chatting(folder, server) as chat:
        await open_three(chat)
        yield chat


async def test_d_deletes_one_message_and_what_follows_stays_and_u_brings_it_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with talking(tmp_path, server) as chat:
        await press_on(chat, "a2", "d")
        await shows(chat, "q1", "a1", "q2", "q3", "a3")
        await chat.until(lambda: any("u brings it back" in text for text in chat.notices()))
        assert chat.log.has_focus
        await chat.press("u")
        await shows(chat, *ALL)
        await chat.until(lambda: any("is back" in text for text in chat.notices()))
        assert chat.log.has_focus


async def test_each_d_of_a_burst_deletes_what_took_the_place_and_u_brings_one_after_the_other_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with talking(tmp_path, server) as chat:
        await press_on(chat, "q2", "d")
        await chat.until(lambda: on(chat, "a2"))
        await chat.press("d")
        await shows(chat, "q1", "a1", "q3", "a3")
        await chat.until(lambda: on(chat, "q3"))
        chat.burst("d", "d")
        await shows(chat, "q1", "a1")
        await chat.until(lambda: on(chat, "a1"))
        for count in (3, 4, 5, 6):
            await chat.press("u")
            await shows_as_many(chat, count)
        assert contents(chat) == list(ALL)


def on(chat: Chat, content: str) -> bool:
    """Whether the cursor is on the message of this content."""
    message = under_cursor(chat)
    return message is not None and message.content == content


async def shows_as_many(chat: Chat, count: int) -> None:
    """Wait until the log holds so many messages."""
    await chat.until(lambda: len(contents(chat)) == count)


async def test_the_next_request_does_not_carry_what_was_deleted(
    tmp_path: Path, server: FakeServer
) -> None:
    async with talking(tmp_path, server) as chat:
        await press_on(chat, "a2", "d")
        await shows(chat, "q1", "a1", "q2", "q3", "a3")
        await chat.press("escape")
        await chat.focus_is(chat.composer)
        await chat.send("q4")
        [body] = bodies(server)
        [(_, replay)] = sent_turns(body)
        assert "a1" in replay
        assert "a3" in replay
        assert "a2" not in replay
        await chat.answered()


async def test_capital_d_deletes_from_here_on_and_u_brings_all_of_it_back(
    tmp_path: Path, server: FakeServer
) -> None:
    async with talking(tmp_path, server) as chat:
        await press_on(chat, "q2", "D")
        await shows(chat, "q1", "a1")
        await chat.press("u")
        await shows(chat, *ALL)
    async with chatting(tmp_path, server) as chat:
        await open_three(chat)


async def test_a_range_is_deleted_and_brought_back_as_one(
    tmp_path: Path, server: FakeServer
) -> None:
    async with talking(tmp_path, server) as chat:
        await press_on(chat, "q3", "K", "K", "d")
        await shows(chat, "q1", "a1", "a3")
        await chat.until(lambda: any("Deleted 3 messages" in text for text in chat.notices()))
        await press_on(chat, "q1", "J", "d")
        await shows(chat, "a3")
        await chat.press("u")
        await shows(chat, "q1", "a1", "a3")
        await chat.press("u")
        await shows(chat, *ALL)
        await chat.press("u")
        await chat.until(lambda: any("nothing to bring back" in text for text in chat.notices()))


async def test_messages_and_conversations_come_back_in_the_order_they_went(
    tmp_path: Path, server: FakeServer
) -> None:
    add_three(tmp_path)
    add_conversation(tmp_path, "other", [("question", "answer other")])
    async with chatting(tmp_path, server) as chat:
        await open_three(chat)
        await press_on(chat, "a3", "d")
        await shows(chat, *ALL[:-1])
        await chat.press_in_sidebar("other", "d")
        await chat.until(lambda: "other" not in chat.text(chat.sidebar))
        await press_on(chat, "q3", "d")
        await shows(chat, *ALL[:-2])
        await chat.press("u")
        await shows(chat, *ALL[:-1])
        await chat.press("u")
        await chat.open_is("other")
        await chat.until(lambda: "answer other" in chat.log_rows())
        await chat.screen.run_command("app.undo")
        await chat.open_is("talk")
        await shows(chat, *ALL)


async def test_the_palette_and_the_prompt_bring_back_what_was_deleted(
    tmp_path: Path, server: FakeServer
) -> None:
    async with talking(tmp_path, server) as chat:
        await press_on(chat, "a3", "d")
        await shows(chat, *ALL[:-1])
        await press_on(chat, "q3", "d")
        await shows(chat, *ALL[:-2])
        chat.burst("ctrl+p", *"undo", "enter")
        await chat.until(lambda: len(contents(chat)) == 5)
        await chat.press("escape")
        await chat.focus_is(chat.composer)
        chat.burst(*"/undo", "enter")
        await shows(chat, *ALL)


async def test_an_emptied_conversation_goes_on_from_the_prompt(
    tmp_path: Path, server: FakeServer
) -> None:
    async with talking(tmp_path, server) as chat:
        await press_on(chat, "q1", "D")
        await shows(chat)
        await chat.press("j", "k", "y", "d", "enter")
        await chat.leave_dialogs()
        await chat.press("escape")
        await chat.focus_is(chat.composer)
        await exchange(chat, "anew", "Hello from the fake server.")
        assert contents(chat) == ["anew", "Hello from the fake server."]
        assert chat.opened.title == "talk"
        assert sent_turns(bodies(server)[0]) == [("user", "anew")]


async def test_nothing_is_deleted_while_a_reply_runs(tmp_path: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted("So", gate, " far."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("one")
        await chat.until(lambda: "So" in chat.log_rows())
        for key in ("d", "D"):
            await press_on(chat, "one", key)
            await chat.until(lambda: any("still answers" in text for text in chat.notices()))
        gate.open()
        await shows(chat, "one", "So far.")
        await chat.answered()


async def test_a_deleted_message_brought_back_from_another_conversation_is_gone_to(
    tmp_path: Path, server: FakeServer
) -> None:
    async with talking(tmp_path, server) as chat:
        await press_on(chat, "a1", "d")
        await shows(chat, "q1", "q2", "a2", "q3", "a3")
        await chat.start_new()
        await chat.screen.run_command("app.undo")
        await shows(chat, *ALL)
        await chat.until(lambda: chat.opened.title == "talk")
        await go_to(chat, "a1")
