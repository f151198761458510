"""Selecting text in the log with the mouse copies exactly what is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.geometry import Offset

from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer

WORDS = " ".join(f"word{number}" for number in range(60))


def place_of(chat: Chat, text: str, *, last: bool = False) -> Offset:
    """The first or the last cell of a text on the screen."""
    for y, row in enumerate(chat.rows()):
        x = row.find(text, chat.log.region.x)
        if x >= 0 and chat.log.region.contains(x, y):
            return Offset(x + len(text) - 1 if last else x, y)
    raise AssertionError(f"{text!r} is not on the screen:\n{chat.text()}")


async def drag(chat: Chat, start: Offset, end: Offset) -> str | None:
    """Press the button at one place, let it go at another, and return what is selected."""

    def mouse(kind: type[events.MouseEvent], at: Offset) -> events.MouseEvent:
        return kind(None, at.x, at.y, 0, 0, 1, shift=False, meta=False, ctrl=False)

    chat.app.post_message(mouse(events.MouseDown, start))
    await chat.pause()
    chat.app.post_message(mouse(events.MouseMove, end))
    await chat.pause()
    chat.app.post_message(mouse(events.MouseUp, end))
    await chat.pause()
    return chat.screen.get_selected_text()


async def test_a_part_of_a_line_is_copied_exactly(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "one", [("question", "The **quick** brown fox")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.until(lambda: "The quick brown fox" in chat.log_rows())
        start, end = place_of(chat, "quick"), place_of(chat, "brown", last=True)
        assert await drag(chat, start, end) == "quick brown"
        assert await drag(chat, end, start) == "quick brown"


async def test_wrapped_lines_are_copied_without_breaks(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "one", [(WORDS, WORDS)])
    async with chatting(tmp_path, server, size=(70, 40)) as chat:
        await chat.choose("one")
        await chat.until(lambda: chat.log_text().count("word59") == 2)
        start, end = place_of(chat, "word3 "), place_of(chat, "word57", last=True)
        assert end.y > start.y
        selected = await drag(chat, start, end)
        assert selected == WORDS[WORDS.index("word3 ") : WORDS.index("word58") - 1]


async def test_a_selection_across_messages_copies_each_line_as_it_is_seen(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [("first question", "- a\n- b\n\n```\ncode  x\n```")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.until(lambda: "code  x" in chat.log_text())
        start, end = place_of(chat, "question"), place_of(chat, "code  x", last=True)
        selected = await drag(chat, start, end)
        assert selected is not None
        lines = [line for line in selected.split("\n") if line]
        assert lines[0] == "question"
        assert lines[1].startswith("Copilot")
        assert lines[-1] == "code  x"
        assert [line.strip(" •-") for line in lines[2:4]] == ["a", "b"]


async def test_a_selection_is_of_the_text_also_after_older_messages_were_read_in_above(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [(f"question {n}", f"answer {n}") for n in range(200)])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.until(lambda: "answer 199" in chat.log_rows())
        start, end = place_of(chat, "answer 198"), place_of(chat, "answer 199", last=True)
        selected = await drag(chat, start, end)
        assert selected is not None
        assert selected.startswith("answer 198\n")
        assert selected.endswith("\nanswer 199")
        assert "question 199" in selected


async def test_wide_and_combined_characters_are_copied_whole(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "one", [("question", "ab 中文字 e\u0301nd")])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("one")
        await chat.until(lambda: "ab" in chat.log_text())
        start = place_of(chat, "ab")
        assert await drag(chat, start, start + Offset(20, 0)) == "ab 中文字 e\u0301nd"
