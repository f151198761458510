"""What cannot be written while the conversation file is locked is neither lost nor hidden."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.servers_fake import FakeServer, Gate
from tests.store.support import file_of
from tests.ui.driving import Chat, chatting, slow_store
from tests.ui.preparing import add_conversation, scripted
from tests.ui.test_unwritable import check_private, locked, told

if TYPE_CHECKING:
    from copilot_tui.store.store import Store

SIGN = "not saved yet"


def status(chat: Chat) -> str:
    """What the status line says."""
    return chat.screen.status_line.status.parts[0]


async def draft(chat: Chat, conversation: int | None) -> str:
    """What stands in the file."""
    return await chat.store.run(lambda store: store.drafts.get(conversation))


async def lose_patience(chat: Chat) -> None:
    """Let nothing wait for the lock as long as it does for a user."""

    def shorten(store: Store) -> None:
        file_of(store)._patience._longest = 0.2

    await chat.store.run(shorten)


async def refused(chat: Chat, text: str) -> None:
    """Send a text that cannot be written, and see it come back."""
    await lose_patience(chat)
    await chat.type(text)
    chat.burst("enter")
    await chat.until(lambda: chat.composer.text == "")
    await chat.until(lambda: chat.composer.text == text)


async def test_a_refused_text_outlives_going_elsewhere_and_is_written_when_that_is_possible(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "Other", [("Q", "Another answer.")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        with locked(chat):
            await refused(chat, "Do not lose me")
            await chat.choose("Other")
            await chat.until(lambda: chat.composer.text == "")
            await chat.until(lambda: status(chat) == f"{SIGN}: draft")
            await chat.start_new()
            await chat.until(lambda: chat.composer.text == "Do not lose me")
            await chat.choose("Other")
            assert await draft(chat, None) == ""
        await chat.until(lambda: SIGN not in status(chat))
        assert await draft(chat, None) == "Do not lose me"
        assert chat.screen.status_line.status.light == "ok"


async def test_quitting_says_in_which_file_an_unsent_text_is(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        with locked(chat):
            await refused(chat, "Do not lose me")
            await chat.app.action_quit()
        said = "".join(str(renderable) for renderable in chat.app._exit_renderables)
        file = Path(said.partition("The text is in ")[2].removesuffix("."))
    assert said.startswith("One unsent text could not be saved")
    check_private(file, "Do not lose me")


async def test_the_status_line_says_so_while_a_reply_is_in_memory_only(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Half of it", gate, " and the rest."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Mine")
        await chat.until(lambda: "Half of it" in chat.log_rows())
        await lose_patience(chat)
        with locked(chat):
            gate.open()
            await chat.answered()
            await chat.until(lambda: status(chat) == f"{SIGN}: answer")
            assert chat.screen.status_line.status.light == "error"
        await chat.until(lambda: SIGN not in status(chat))


async def test_it_is_said_that_a_message_is_being_saved_when_that_takes_long(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type("Go")
        with slow_store(chat):
            chat.burst("enter")
            await chat.until(lambda: status(chat) == "saving …")
        await chat.until(lambda: chat.asked == ["Go"])
        await chat.until(lambda: status(chat) != "saving …")


async def test_refused_texts_come_back_in_their_order_and_apart_from_what_was_typed_since(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await lose_patience(chat)
        with locked(chat):
            with slow_store(chat):
                await chat.type("First")
                chat.burst("enter")
                await chat.until(lambda: chat.composer.text == "")
                await chat.type("Second")
                chat.burst("enter", *"typed")
                await chat.until(lambda: chat.composer.text == "typed")
            await chat.until(lambda: chat.composer.text == "First\n\nSecond\n\ntyped")


async def test_a_text_refused_after_one_has_gone_elsewhere_joins_what_was_typed_since(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "Other", [("Q", "Another answer.")])
    row = add_conversation(tmp_path, "one", [("Q", "answer one")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.until(lambda: "answer one" in chat.log_rows())
        await lose_patience(chat)
        with locked(chat):
            with slow_store(chat):
                await chat.type("First")
                chat.burst("enter")
                await chat.until(lambda: chat.composer.text == "")
                await chat.type("typed")
                chat.burst("ctrl+t", "home", "down", "enter")
                await chat.is_opening("Other")
            await told(chat, "locked for too long")
        await chat.choose("one")
        await chat.until(lambda: chat.composer.text == "First\n\ntyped")
        await chat.until(lambda: SIGN not in status(chat))
        assert await draft(chat, row) == "First\n\ntyped"
