"""Writing a message, sending it and getting a reply."""

from __future__ import annotations

from pathlib import Path

from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import chatting, slow_store
from tests.ui.preparing import scripted


async def test_a_sent_message_streams_its_reply_into_the_log_and_stands_in_the_sidebar(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Hello ", gate, "Heiner."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Who am I?")
        await chat.until(lambda: "Hello" in chat.log_text())
        assert "Heiner" not in chat.log_text()
        assert chat.sidebar.running == {chat.opened.id}
        gate.open()
        await chat.answered()
        await chat.until(lambda: "Hello Heiner." in chat.log_rows())
        await chat.until(lambda: "Who am I?" in chat.text(chat.sidebar))
        assert chat.composer.text == ""


async def test_ctrl_j_breaks_the_line_and_enter_sends(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.send("one\ntwo")
        assert chat.asked == ["one\ntwo"]
        await chat.answered()


async def test_a_blank_text_is_not_sent(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type(" \n ")
        await chat.press("enter")
        assert chat.composer.text == " \n "
        assert chat.pane.conversation is None


async def test_text_typed_in_the_same_burst_as_enter_is_neither_lost_nor_sent_with_it(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        chat.burst(*"first", "enter", *"second")
        await chat.until(lambda: chat.asked == ["first"])
        await chat.until(lambda: chat.composer.text == "second")
        await chat.answered()
        assert chat.asked == ["first"]


async def test_esc_stops_the_reply_and_keeps_its_text(tmp_path: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted("The beginning", gate, " and the end"))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Tell me")
        await chat.until(lambda: "The beginning" in chat.log_text())
        await chat.press("escape")
        await chat.answered()
        await chat.until(lambda: "stopped" in chat.log_text())
        assert "The beginning" in chat.log_rows()
        await server.client_left.wait()


async def test_esc_right_after_enter_stops_the_reply(tmp_path: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted(gate, "Never seen"))
    async with chatting(tmp_path, server) as chat:
        await chat.type("Tell me")
        chat.burst("enter")
        await chat.until(lambda: chat.pane.is_answering)
        chat.burst("escape")
        await chat.answered()
        await chat.until(lambda: "Tell me" in chat.log_text())
        assert "Never seen" not in chat.log_text()


async def test_a_message_sent_just_before_a_new_conversation_stays_with_its_own(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.send("one")
        await chat.answered()
        first = chat.opened
        with slow_store(chat):
            chat.burst(*"two", "enter", "ctrl+n", *"three")
            await chat.until(lambda: chat.composer.text == "three")
        await chat.until(lambda: chat.asked == ["one", "two"])
        await chat.answered()
        assert chat.pane.conversation is None
        assert chat.composer.text == "three"
        assert "two" not in chat.log_text()
        await chat.choose(first.title)
        await chat.until(lambda: "two" in chat.log_rows())


async def test_the_first_message_and_a_new_conversation_in_one_burst_make_two_conversations(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        with slow_store(chat):
            chat.burst(*"one", "enter", "ctrl+n", *"two", "enter")
            await chat.until(lambda: chat.composer.text == "")
        await chat.until(lambda: sorted(chat.asked) == ["one", "two"])
        await chat.answered()
        assert chat.opened.title == "two"
        assert "one" not in chat.log_text()
        await chat.choose("one")
        await chat.until(lambda: "one" in chat.log_rows())
        assert "two" not in chat.log_text()


async def test_a_message_sent_while_a_conversation_is_being_opened_goes_to_that_one(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.send("one")
        await chat.answered()
        await chat.start_new()
        await chat.send("two")
        await chat.answered()
        with slow_store(chat):
            await chat.press_in_sidebar("one", "enter")
            await chat.until(lambda: chat.composer.has_focus)
            chat.burst(*"more", "enter")
            await chat.until(lambda: chat.composer.text == "")
        await chat.until(lambda: chat.asked == ["one", "two", "more"])
        await chat.answered()
        assert chat.opened.title == "one"
        await chat.until(lambda: {"one", "more"} <= set(chat.log_rows()))
        assert "two" not in chat.log_text()


async def test_a_message_sent_just_before_quitting_is_kept(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type("Do not lose me")
        chat.burst("enter", "ctrl+q")
        await chat.until(lambda: not chat.app.is_running)
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: "Do not lose me" in chat.text(chat.sidebar))
        assert chat.composer.text == ""
