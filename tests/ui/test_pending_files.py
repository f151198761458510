"""Sending while a file is still on its way into the prompt."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest

from copilot_tui.files import prompt_file, text_file
from copilot_tui.files.text_file import MANY_BYTES
from copilot_tui.ui.confirm_dialog import ConfirmDialog
from tests.ui.driving import Chat, chatting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.files.text_file import TextFile
    from tests.servers_fake import FakeServer

LONGEST = 30.0


@contextmanager
def slow_files(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Files are read once the event is set, which it is at the end."""
    is_read = Event()
    read = text_file.read_text_file

    def read_late(path: Path, name: str, *, inside: Path | None = None) -> TextFile:
        assert is_read.wait(LONGEST)
        return read(path, name, inside=inside)

    monkeypatch.setattr(prompt_file, "read_text_file", read_late)
    try:
        yield is_read
    finally:
        is_read.set()


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("blue\n")
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A file of which is asked whether it is wanted."""
    path = tmp_path / "large.txt"
    path.write_text("blue\n" * MANY_BYTES)
    return path


async def test_a_message_waits_for_the_file_that_it_was_written_behind(
    tmp_path: Path, server: FakeServer, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow_files(monkeypatch) as is_read:
        async with chatting(tmp_path, server) as chat:
            chat.burst(*f"/attach {note}", "enter", *"which colour", "enter", *"next")
            await chat.until(lambda: chat.composer.owes_sending)
            assert chat.composer.text == "which colour"
            assert chat.asked == []
            is_read.set()
            await chat.until(lambda: len(chat.asked) == 1)
            assert "blue\n" in chat.asked[0]
            assert chat.asked[0].endswith("which colour")
            await chat.until(lambda: chat.composer.text == "next")


async def test_what_is_typed_while_a_file_is_read_stays_in_its_order_behind_it(
    tmp_path: Path, server: FakeServer, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow_files(monkeypatch) as is_read:
        async with chatting(tmp_path, server) as chat:
            chat.burst(*f"/attach {note}", "enter", *"which ")
            await chat.until(lambda: chat.composer.text == "which ")
            is_read.set()
            await chat.until(lambda: "blue" in chat.composer.text)
            await chat.press(*"one")
            assert chat.composer.text.endswith("```\nwhich one")


async def test_nothing_is_sent_when_the_file_cannot_be_had(
    tmp_path: Path, server: FakeServer, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow_files(monkeypatch) as is_read:
        async with chatting(tmp_path, server) as chat:
            chat.burst(*f"/attach {note}", "enter", *"which colour", "enter")
            await chat.until(lambda: chat.composer.owes_sending)
            await asyncio.to_thread(note.unlink)
            is_read.set()
            await chat.until(lambda: any("note.txt" in text for text in chat.notices()))
            await chat.until(lambda: not chat.composer.owes_sending)
            assert "which colour" in chat.composer.text
            assert chat.asked == []


async def test_escape_takes_the_sending_back_and_the_file_comes_all_the_same(
    tmp_path: Path, server: FakeServer, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow_files(monkeypatch) as is_read:
        async with chatting(tmp_path, server) as chat:
            chat.burst(*f"/attach {note}", "enter", *"which colour", "enter")
            await chat.until(lambda: chat.composer.owes_sending)
            chat.burst("escape")
            await chat.until(lambda: not chat.composer.owes_sending)
            is_read.set()
            await chat.until(lambda: "blue" in chat.composer.text)
            assert chat.composer.text.endswith("which colour")
            assert chat.asked == []


@pytest.mark.parametrize("answer", ["y", "n"])
async def test_a_message_waits_for_the_answer_whether_a_large_file_is_wanted(
    tmp_path: Path, server: FakeServer, large: Path, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow_files(monkeypatch) as is_read:
        async with chatting(tmp_path, server) as chat:
            chat.burst(*f"/attach {large}", "enter", *"which colour", "enter")
            await chat.until(lambda: chat.composer.owes_sending)
            is_read.set()
            await answered(chat, answer)
            if answer == "y":
                await chat.until(lambda: len(chat.asked) == 1)
                assert chat.asked[0].endswith("which colour")
                assert "blue" in chat.asked[0]
            else:
                await chat.until(lambda: not chat.composer.owes_sending)
                assert chat.composer.text == "which colour"
                assert chat.asked == []


async def test_what_was_typed_before_that_question_could_be_read_is_written_behind_the_file(
    tmp_path: Path, server: FakeServer, large: Path
) -> None:
    async with chatting(tmp_path, server) as chat:
        chat.burst(*f"/attach {large}", "enter", *"which colour")
        await answered(chat, "y")
        await chat.until(lambda: chat.composer.text.endswith("which colour"))
        assert chat.composer.text.startswith("⟦")


async def answered(chat: Chat, answer: str) -> None:
    """Answer a question that comes by itself, once its keys are shown."""
    await chat.until(lambda: isinstance(chat.app.screen, ConfirmDialog))
    await chat.until(lambda: "yes" in chat.text())
    chat.burst(answer)
    await chat.until(lambda: not isinstance(chat.app.screen, ConfirmDialog))


async def test_another_conversation_that_was_opened_meanwhile_is_sent_nothing(
    tmp_path: Path, server: FakeServer, note: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with slow_files(monkeypatch) as is_read:
        async with chatting(tmp_path, server) as chat:
            await chat.send("first")
            await chat.answered()
            chat.burst(*f"/attach {note}", "enter", *"which colour", "enter")
            await chat.until(lambda: chat.composer.owes_sending)
            chat.app.chat.action_new_conversation()
            await chat.until(lambda: chat.pane.conversation is None)
            is_read.set()
            await chat.until(lambda: not chat.composer.owes_sending)
            await chat.pause()
            assert chat.asked == ["first"]
