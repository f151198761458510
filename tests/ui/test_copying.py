"""Copying messages, their code, and what the mouse has selected."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import CopyFailed
from copilot_tui.terminal.clipboard import Clipboard
from tests.ui.driving import Chat, chatting
from tests.ui.in_the_log import copies, files, go_to, open_talk, press_on
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.servers_fake import FakeServer

CODE = "Two ways:\n\n```python\nprint(1)\n```\n\nor\n\n```sh\necho 2\n```\n"


async def test_y_copies_the_source_of_a_message_and_it_is_said_where_it_went(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "talk", [("How?", "**Like** `this`")])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "How?", "**Like** `this`")
        await press_on(chat, "**Like** `this`", "y")
        await chat.until(lambda: copies(tmp_path) == ["**Like** `this`"])
        [file] = files(tmp_path)
        await chat.until(lambda: any(f"to {file}" in text for text in chat.notices()))


async def test_y_copies_all_selected_messages(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "talk", [("q1", "a1"), ("q2", "a2")])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "q1", "a1", "q2", "a2")
        await press_on(chat, "a1", "J", "y")
        await chat.until(lambda: any(copies(tmp_path)))
        [copied] = copies(tmp_path)
        assert "a1" in copied
        assert "q2" in copied
        assert "q1" not in copied
        assert "a2" not in copied


async def test_c_copies_one_block_of_code_after_the_other_and_begins_again(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "talk", [("How?", CODE)])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "How?", CODE)
        await go_to(chat, CODE)
        for count, block in enumerate(("print(1)", "echo 2", "print(1)"), 1):
            await chat.press("c")
            await chat.until(lambda count=count: len(copies(tmp_path)) == count)  # type: ignore[misc]
            await chat.until(lambda block=block: any(block in text for text in chat.notices()))  # type: ignore[misc]
        await chat.until(lambda: copies(tmp_path) == ["echo 2", "print(1)", "print(1)"])


async def test_c_without_code_says_so(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "talk", [("q", "a")])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "q", "a")
        await press_on(chat, "a", "c")
        await chat.until(lambda: any("no code block" in text for text in chat.notices()))
        assert copies(tmp_path) == []


async def test_ctrl_c_copies_what_the_mouse_has_selected(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "talk", [("the question", "the answer")])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "the question", "the answer")
        await chat.until(lambda: "the answer" in chat.log_text())
        first = place_of(chat, "question")
        last = place_of(chat, "answer")
        await chat.pilot.mouse_down(offset=first)
        await chat.pilot.hover(offset=last)
        await chat.pilot.mouse_up(offset=last)
        await chat.pause()
        selected = chat.screen.get_selected_text()
        assert selected is not None
        assert selected.startswith("question")
        await chat.press("ctrl+c")
        await chat.until(lambda: copies(tmp_path) == [selected])


def place_of(chat: Chat, text: str) -> tuple[int, int]:
    """Column and row in which a text begins."""
    top = chat.log.region.y
    rows = chat.rows()
    found = [(rows[y].index(text), y) for y in range(top, len(rows)) if text in rows[y]]
    return next((x, y) for x, y in found if x >= chat.log.region.x)


@contextmanager
def broken_clipboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing can be copied."""

    async def fail(self: Clipboard, text: str) -> None:
        raise CopyFailed("Nothing was copied: the disk is full.", "Make room.")

    with monkeypatch.context() as patched:
        patched.setattr(Clipboard, "copy", fail)
        yield


async def test_a_copy_that_fails_is_told_with_what_to_do(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_conversation(tmp_path, "talk", [("q", "a")])
    async with chatting(tmp_path, server) as chat:
        await open_talk(chat, "q", "a")
        with broken_clipboard(monkeypatch):
            await press_on(chat, "a", "y")
            await chat.until(lambda: any("disk is full" in text for text in chat.notices()))
        assert any("Make room." in text for text in chat.notices())
