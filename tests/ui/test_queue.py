"""Messages that wait while their conversation still answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Message, Role
from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import scripted

if TYPE_CHECKING:
    from copilot_tui.store.store import Store


async def wait_with(chat: Chat, *texts: str) -> None:
    """Send messages while a reply runs, and see them wait."""
    for text in texts:
        await chat.type(text)
        chat.burst("enter")
        await chat.until(lambda text=text: f"⧗ {text}" in chat.text())  # type: ignore[misc]


async def test_a_message_sent_while_the_conversation_answers_waits_and_is_then_sent(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("So", gate, " far."), scripted("And so on."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("first")
        await wait_with(chat, "second")
        assert chat.composer.text == ""
        assert chat.asked == ["first"]
        gate.open()
        await chat.until(lambda: "And so on." in chat.log_rows())
        await chat.answered()
        assert chat.asked == ["first", "second"]
        await chat.until(lambda: "⧗" not in chat.text())


async def test_several_wait_in_their_order_and_each_gets_an_answer_of_its_own(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted(gate, "One."), scripted("Two."), scripted("Three."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("first")
        await wait_with(chat, "second", "third")
        gate.open()
        await chat.until(lambda: "Three." in chat.log_rows())
        await chat.answered()
        assert chat.asked == ["first", "second", "third"]


async def test_messages_sent_in_one_burst_are_all_kept(tmp_path: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted(gate, "Done."), scripted("Done, too."))
    async with chatting(tmp_path, server) as chat:
        chat.burst(*"one", "enter", *"two", "enter", *"three")
        await chat.until(lambda: chat.asked == ["one"] and "⧗ two" in chat.text())
        await chat.until(lambda: chat.composer.text == "three")
        gate.open()
        await chat.until(lambda: "Done, too." in chat.log_rows())
        await chat.answered()


async def test_up_in_an_empty_prompt_takes_back_what_waits(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("So", gate, " far."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("first")
        await wait_with(chat, "second")
        chat.burst("up")
        await chat.until(lambda: chat.composer.text == "second")
        await chat.until(lambda: "⧗" not in chat.text())
        gate.open()
        await chat.answered()
        assert chat.asked == ["first"]


async def test_stopping_the_reply_gives_what_waits_back_to_the_prompt(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("So", gate, " far."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("first")
        await wait_with(chat, "second", "third")
        chat.burst("escape")
        await chat.until(lambda: chat.composer.text == "second\n\nthird")
        await chat.answered()
        assert chat.asked == ["first"]


async def test_what_waits_is_sent_in_its_own_conversation_while_another_is_open(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted(gate, "One."), scripted("Two."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("first")
        await wait_with(chat, "second")
        await chat.start_new()
        await chat.until(lambda: "⧗" not in chat.text())
        gate.open()
        await chat.until(lambda: chat.asked == ["first", "second"])
        await chat.answered()
        await chat.choose("first")
        await chat.until(lambda: "Two." in chat.log_rows())


async def test_what_waits_when_the_app_is_closed_is_unsent_text_at_the_next_start(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("So", gate))
    async with chatting(tmp_path, server) as chat:
        await chat.send("first")
        await wait_with(chat, "second")
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.known(1) is not None)
        await chat.choose("first")
        await chat.until(lambda: chat.composer.text == "second")
        assert chat.asked == ["first"]


async def test_messages_sent_while_replies_end_are_all_answered_in_their_order(
    tmp_path: Path, server: FakeServer
) -> None:
    texts = [f"message {number}" for number in range(12)]
    async with chatting(tmp_path, server) as chat:
        for text in texts:
            chat.burst(*text, "enter")
            await chat.pilot.pause(0)
        await chat.until(lambda: len(chat.asked) == len(texts))
        await chat.answered()
        conversation = chat.opened.id
        await chat.until(lambda: "⧗" not in chat.text())

        def path(store: Store) -> list[Message]:
            leaf = store.conversations.get(conversation).active_leaf
            assert leaf is not None
            return store.tree.path(leaf)

        messages = await chat.store.run(path)
    assert chat.asked == texts
    assert [message.content for message in messages[::2]] == texts
    assert {message.role for message in messages[1::2]} == {Role.ASSISTANT}
