"""Replies that fail, and asking again."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Message, Status
from tests.servers_fake import Answer, Ending, FakeServer, Gate, chunk, events, json_answer
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import scripted, scripted_server

if TYPE_CHECKING:
    from pathlib import Path

    from copilot_tui.store.store import Store


async def replies_of(chat: Chat) -> list[Message]:
    """All versions of the reply to the first question of the open conversation."""
    conversation = chat.opened.id

    def read(store: Store) -> list[Message]:
        leaf = store.conversations.get(conversation).active_leaf
        assert leaf is not None
        question = store.tree.path(leaf)[0]
        return store.tree.children(question.id)

    return await chat.store.run(read)


def noticed(chat: Chat) -> str:
    """What stands above the prompt, as one line."""
    return " ".join(chat.text(chat.pane.notice).split()) if chat.pane.notice.display else ""


async def retry(chat: Chat) -> None:
    """Press r in the log."""
    chat.log.focus()
    await chat.focus_is(chat.log)
    await chat.press("r")


async def test_r_makes_another_reply_beside_the_old_one_and_shows_it_in_its_place(
    tmp_path: Path, server: FakeServer
) -> None:
    server.answer(scripted("First try."), scripted("Second try."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "First try." in chat.log_rows())
        await chat.answered()
        await retry(chat)
        await chat.until(lambda: "Second try." in chat.log_rows())
        await chat.answered()
        assert "First try." not in chat.log_text()
        assert chat.log_rows().count("Go") == 1
        replies = await replies_of(chat)
        assert [reply.content for reply in replies] == ["First try.", "Second try."]


async def test_r_while_a_reply_runs_does_nothing(tmp_path: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted("Half", gate, " and half"))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "Half" in chat.log_rows())
        await retry(chat)
        await chat.press("r", "r")
        gate.open()
        await chat.until(lambda: "Half and half" in chat.log_rows())
        await chat.answered()
        assert len(chat.asked) == 1


async def test_asking_again_thrice_at_once_asks_once(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.answered()
        await retry(chat)
        chat.burst("r", "r")
        await chat.until(lambda: len(chat.asked) == 2)
        await chat.answered()
        assert len(await replies_of(chat)) == 2


async def test_r_in_an_empty_chat_does_nothing(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        await retry(chat)
        assert chat.asked == []


async def test_a_refused_request_says_in_the_log_what_happened_and_which_key_tries_again(
    tmp_path: Path, server: FakeServer
) -> None:
    server.answer(json_answer({"error": {"message": "The provider is tired"}}, status=500))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "The provider is tired" in chat.log_text())
        assert "failed" in chat.log_text()
        assert "r tries again" in chat.log_text()
        await chat.answered()
        [reply] = await replies_of(chat)
        assert reply.status is Status.FAILED


async def test_an_error_in_the_middle_keeps_the_text_before_it(
    tmp_path: Path, server: FakeServer
) -> None:
    broken = scripted("The beginning.")
    steps = (broken.steps[0], b'data: {"error": {"message": "It broke"}}\n\n')
    server.answer(replace(broken, steps=steps))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "It broke" in chat.log_text())
        assert "The beginning." in chat.log_rows()
        await chat.answered()


async def test_a_server_that_went_away_is_told_of_and_r_works_once_it_is_back(
    tmp_path: Path,
) -> None:
    async with AsyncExitStack() as listening:
        server = await listening.enter_async_context(scripted_server())
        async with chatting(tmp_path, server) as chat:
            await listening.aclose()
            await chat.type("Are you there?")
            await chat.press("enter")
            await chat.until(lambda: "Nothing answers at" in chat.log_text())
            await chat.answered()
            assert "Are you there?" in chat.log_rows()
            async with scripted_server(server.port):
                await retry(chat)
                await chat.until(lambda: "Hello from the fake server." in chat.log_rows())
                await chat.answered()
            assert "Nothing answers at" not in chat.log_text()


async def test_a_server_that_is_back_is_no_longer_told_lost_once_it_sends_text(
    tmp_path: Path,
) -> None:
    gate = Gate()
    async with AsyncExitStack() as listening:
        server = await listening.enter_async_context(scripted_server())
        async with chatting(tmp_path, server) as chat:
            await chat.send("Are you there?")
            await chat.answered()
            await listening.aclose()
            await retry(chat)
            await chat.until(lambda: "has stopped answering" in noticed(chat))
            await chat.answered()
            async with scripted_server(server.port) as back:
                back.answer(scripted("Half", gate, " and half"))
                await retry(chat)
                await chat.until(lambda: "Half" in chat.log_text())
                await chat.until(lambda: not noticed(chat))
                assert chat.pane.is_answering
                gate.open()
                await chat.answered()


@pytest.mark.parametrize("columns", [80, 60, 40])
async def test_the_keys_under_a_cut_reply_are_told_whole_at_any_width(
    tmp_path: Path, server: FakeServer, columns: int
) -> None:
    server.answer(Answer((events(chunk("Half of it"), done=False),), ending=Ending.CUT))
    async with chatting(tmp_path, server, size=(columns, 24)) as chat:
        await chat.send("Go")
        await chat.answered()
        await chat.until(lambda: "m goes on, r tries again" in chat.log_text())
        said = chat.log_text().partition(" again")[2]
        assert not said.strip() or "(tab leads here" in said
        assert said.count("(") == said.count(")")
