"""Following the newest text, and reading on in peace while it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation, scripted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from copilot_tui.chat.conversation import Message

BADGE = "new text below"
LINES = "\n\n".join(f"line {number}" for number in range(60))


def gated(*texts: str) -> tuple[list[str | Gate], list[Gate]]:
    """Texts with a gate before each one after the first, and the gates."""
    gates = [Gate() for _ in texts[1:]]
    parts: list[str | Gate] = [texts[0]]
    for gate, text in zip(gates, texts[1:], strict=True):
        parts += [gate, text]
    return parts, gates


def read_rows(chat: Chat) -> list[str]:
    """The rows in view without the badge, which lies over the end of the last one."""
    return [row.replace(f"↓ {BADGE}", "").rstrip() for row in chat.log_rows()]


async def test_the_newest_text_stays_in_view_while_a_reply_grows(
    tmp_path: Path, server: FakeServer
) -> None:
    parts, gates = gated(LINES, "\n\nmore\n\n" + LINES, "\n\nthe end")
    server.answer(scripted(*parts))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "line 59" in chat.log_rows())
        gates[0].open()
        gates[1].open()
        await chat.until(lambda: "the end" in chat.log_rows())
        await chat.answered()
        assert "the end" in chat.log_rows()
        assert BADGE not in chat.log_text()


async def test_new_text_does_not_move_what_is_read_and_a_badge_tells_of_it(
    tmp_path: Path, server: FakeServer
) -> None:
    parts, gates = gated(LINES, " and more", "\n\n" + LINES, "\n\nthe end")
    server.answer(scripted(*parts))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "line 59" in chat.log_rows())
        await chat.press("pageup")
        await chat.until(lambda: "line 59" not in chat.log_rows())
        before = read_rows(chat)
        assert BADGE not in chat.log_text()
        gates[0].open()
        await chat.until(lambda: BADGE in chat.log_rows()[-1])
        assert read_rows(chat) == before
        gates[1].open()
        gates[2].open()
        await chat.answered()
        assert read_rows(chat) == before
        assert BADGE in chat.log_rows()[-1]
        await chat.press("ctrl+l")
        await chat.until(lambda: "the end" in chat.log_rows())
        assert BADGE not in chat.log_text()


async def test_ctrl_l_follows_again(tmp_path: Path, server: FakeServer) -> None:
    parts, gates = gated(LINES, "\n\n" + LINES, "\n\nthe end")
    server.answer(scripted(*parts))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "line 59" in chat.log_rows())
        await chat.press("pageup", "pageup")
        gates[0].open()
        await chat.until(lambda: BADGE in chat.log_rows()[-1])
        await chat.press("ctrl+l")
        await chat.until(lambda: "line 59" in chat.log_rows())
        gates[1].open()
        await chat.until(lambda: "the end" in chat.log_rows())
        await chat.answered()


async def test_scrolling_to_the_end_follows_again(tmp_path: Path, server: FakeServer) -> None:
    parts, gates = gated(LINES, "\n\nthe end")
    server.answer(scripted(*parts))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "line 59" in chat.log_rows())
        await chat.press("pageup", "pagedown", "pagedown")
        gates[0].open()
        await chat.until(lambda: "the end" in chat.log_rows())
        await chat.answered()
        assert BADGE not in chat.log_text()


async def test_page_keys_scroll_while_a_text_is_being_typed(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "long", [("question", LINES)])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("long")
        await chat.until(lambda: "line 59" in chat.log_rows())
        await chat.type("half a")
        await chat.press("pageup")
        await chat.until(lambda: "line 59" not in chat.log_rows())
        await chat.type(" thought")
        await chat.press("pagedown")
        await chat.until(lambda: "line 59" in chat.log_rows())
        assert chat.composer.text == "half a thought"


async def test_keys_of_the_log_scroll_it(tmp_path: Path, server: FakeServer) -> None:
    add_conversation(tmp_path, "long", [("question", LINES)])
    async with chatting(tmp_path, server) as chat:
        await chat.choose("long")
        await chat.until(lambda: "line 59" in chat.log_rows())
        chat.log.focus()
        await chat.focus_is(chat.log)
        await chat.press("g")
        await chat.until(lambda: "question" in chat.log_rows())
        top = chat.log_rows()
        await chat.press("down")
        await chat.until(lambda: chat.log_rows() != top)
        assert chat.log_rows()[:10] == top[1:11]
        await chat.press("up")
        await chat.until(lambda: chat.log_rows() == top)
        await chat.press("G")
        await chat.until(lambda: "line 59" in chat.log_rows())


async def test_a_long_conversation_shows_its_end_first_and_reads_the_rest_behind_it(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchanges = [(f"question {number}", f"answer {number}") for number in range(1500)]
    add_conversation(tmp_path, "long", exchanges)
    async with chatting(tmp_path, server) as chat:
        taken: list[int] = []
        for name in ("show", "prepend"):
            monkeypatch.setattr(chat.log, name, counting(getattr(chat.log, name), taken))
        await chat.choose("long")
        await chat.until(lambda: "answer 1499" in chat.log_rows())
        await chat.press("pageup")
        await chat.until(lambda: "answer 1499" not in chat.log_rows())
        before = chat.log_rows()
        await chat.until(lambda: sum(taken) == 3000)
        await chat.pause()
        assert chat.log_rows() == before
        assert taken[0] <= 100
        chat.log.action_first_message()
        await chat.until(lambda: "question 0" in chat.log_rows())


def counting(
    take: Callable[[list[Message]], None], taken: list[int]
) -> Callable[[list[Message]], None]:
    """The same function, which also notes how many messages it was given."""

    def take_and_count(messages: list[Message]) -> None:
        taken.append(len(messages))
        take(messages)

    return take_and_count


async def test_a_screen_higher_than_the_first_messages_is_filled_with_older_ones(
    tmp_path: Path, server: FakeServer
) -> None:
    exchanges = [(f"question {number}", f"answer {number}") for number in range(100)]
    add_conversation(tmp_path, "long", exchanges)
    async with chatting(tmp_path, server, size=(100, 160)) as chat:
        await chat.choose("long")
        await chat.until(lambda: "answer 99" in chat.log_rows())
        await chat.until(lambda: "answer 76" in chat.log_rows())


async def test_another_width_wraps_anew_and_stays_at_the_end(
    tmp_path: Path, server: FakeServer
) -> None:
    words = " ".join(f"word{number}" for number in range(400))
    add_conversation(tmp_path, "long", [("question", words)])
    async with chatting(tmp_path, server, size=(120, 30)) as chat:
        await chat.choose("long")
        await chat.until(lambda: "word399" in chat.log_text())
        for columns in (70, 40, 160):
            await chat.resize(columns, 30)
            await chat.until(lambda: "word399" in chat.log_text())
            seen = " ".join(chat.log_text().split())
            assert seen in " ".join(["question", words]) or seen.endswith("word398 word399")
            assert max(map(len, chat.log_rows())) <= columns


async def test_another_width_keeps_the_place_of_someone_who_reads(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "long", [(f"question {n}", f"answer {n}") for n in range(40)])
    async with chatting(tmp_path, server, size=(120, 30)) as chat:
        await chat.choose("long")
        await chat.until(lambda: "answer 39" in chat.log_rows())
        await chat.press("pageup", "pageup", "pageup")
        first = next(row for row in chat.log_rows() if row.startswith("answer"))
        await chat.resize(70, 30)
        await chat.until(lambda: first in chat.log_rows()[:6])
