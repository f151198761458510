"""System prompt, parameters and the prompt library within the whole app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Input

from copilot_tui.ui.instructions_dialog import InstructionsDialog, ParameterLine
from copilot_tui.ui.picker import Picker
from tests.ui.driving import Chat, chatting
from tests.ui.in_the_log import bodies, exchange, sent_turns

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer

GREETING = "Hello from the fake server."


async def instruct(chat: Chat, words: str, **parameters: str) -> None:
    """Open the window, type a system prompt and parameters, and save."""
    await chat.press("f4")
    await chat.until(lambda: isinstance(chat.app.screen, InstructionsDialog))
    chat.burst(*words)
    for name, value in parameters.items():
        lines = chat.app.screen.query(ParameterLine)
        line = next(line for line in lines if line.field.name == name)
        line.query_one(Input).value = value
    await chat.pause()
    await chat.press("ctrl+s")
    await chat.until(lambda: chat.app.screen is chat.screen)
    await chat.until(lambda: any("these instructions" in text for text in chat.notices()))


async def test_instructions_for_a_new_conversation_go_with_its_first_request(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await instruct(chat, "Rhyme.", temperature="0.5")
        await exchange(chat, "one", GREETING)
        [body] = bodies(server)
        [(_, sent)] = sent_turns(body)
        assert "### Instructions ###\nRhyme." in sent
        assert body["temperature"] == 0.5
        assert chat.opened.system_prompt == "Rhyme."
        await chat.start_new()
        await exchange(chat, "two", GREETING)
        assert sent_turns(bodies(server)[1]) == [("user", "two")]
        assert "temperature" not in bodies(server)[1]


async def test_instructions_in_the_middle_end_the_thread_and_tell_it_anew(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "one", GREETING)
        await instruct(chat, "Rhyme.", top_p="0.9")
        await exchange(chat, "two", GREETING)
        first, second = bodies(server)
        assert "conversation" not in second
        assert second["conversation_id"] != first["conversation_id"]
        assert second["top_p"] == 0.9
        [(_, sent)] = sent_turns(second)
        assert "### Instructions ###\nRhyme." in sent
        assert f"### Assistant ###\n{GREETING}" in sent
        assert sent.endswith("### User ###\ntwo")


async def test_parameters_alone_leave_the_thread_as_it_is(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await exchange(chat, "one", GREETING)
        await instruct(chat, "", temperature="1")
        await exchange(chat, "two", GREETING)
        first, second = bodies(server)
        assert second["conversation_id"] == first["conversation_id"]
        assert "conversation" in second
        assert second["temperature"] == 1


async def test_leaving_the_window_changes_nothing(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.type("a draft")
        await chat.press("f4")
        chat.burst(*"Rhyme.")
        await chat.press("escape", "escape")
        await chat.until(lambda: chat.app.screen is chat.screen)
        assert chat.composer.text == "a draft"
        chat.burst("enter")
        await chat.until(lambda: chat.asked == ["a draft"])
        await chat.answered()


async def open_library(chat: Chat) -> None:
    """Open the prompt library from the prompt."""
    chat.burst(*"/prompts", "enter")
    await chat.until(lambda: isinstance(chat.app.screen, Picker))


async def test_a_prompt_of_the_library_is_inserted(tmp_path: Path, server: FakeServer) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "rhyme.md").write_text("# In rhymes\n\nAnswer in rhymes.\n")
    (folder / "short.md").write_text("Be short.\n")
    async with chatting(tmp_path, server) as chat:
        await open_library(chat)
        chat.burst(*"rhym", "enter")
        await chat.until(lambda: chat.composer.text == "Answer in rhymes.")
        await chat.focus_is(chat.composer)


async def test_an_empty_library_says_how_to_fill_it(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server, size=(120, 40)) as chat:
        await open_library(chat)
        await chat.until(lambda: any("Put Markdown files into" in row for row in chat.rows()))
        await chat.leave_dialogs()


async def test_a_prompt_that_cannot_be_read_is_named(tmp_path: Path, server: FakeServer) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "broken.md").write_bytes(b"\xff\xfe\x00")
    async with chatting(tmp_path, server) as chat:
        await open_library(chat)
        await chat.until(lambda: any("broken" in row and "UTF-8" in row for row in chat.rows()))
        await chat.press("enter")
        await chat.until(lambda: any(str(folder / "broken.md") in text for text in chat.notices()))
        assert chat.composer.text == ""
