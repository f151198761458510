"""Selecting with the mouse while the log changes, and what a click does beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.replies.events import ReplyGrew
from tests.ui.reading import Reading, reading, said

PASTE = "\n".join(f"pasted {number}" for number in range(400))


def reversed_text(read: Reading) -> list[str]:
    """The stretches of the log's lines that are drawn as selected, without outer spaces."""
    region = read.log.region
    found = []
    for y in range(region.y, region.bottom):
        row = read.painted.rows[y]
        chosen = "".join(
            character
            for x, character in enumerate(row)
            if "7" in read.painted.style(x, y).split(";")
        )
        if chosen.strip():
            found.append(chosen.strip())
    return found


def grew(start: int, content: str) -> ReplyGrew:
    return ReplyGrew(1, 2, start, content, 0, "")


async def test_what_is_copied_while_a_reply_streams_is_what_is_seen_as_selected() -> None:
    content = "The beginning of\n\na list:\n\n- one\n- two"
    running = replace(said(2, content), status=Status.STREAMING, finished=None)
    async with reading([said(1, "Tell me"), running], size=(60, 24)) as read:
        await read.drag(read.place_of("Tell"), read.place_of("one", last=True))
        for more in (" and **more**\n- three", "\n\nA paragraph", "\n\n```\ncode\n```\n\nend"):
            read.log.grow(grew(len(content), more))
            content += more
            await read.pause()
            copied = read.app.screen.get_selected_text()
            assert copied is not None
            assert copied.startswith("Tell me\n")
            assert copied.rstrip().endswith("one")
            assert [line.strip() for line in copied.split("\n") if line.strip()] == reversed_text(
                read
            )


async def test_a_selection_across_a_fold_copies_what_is_seen() -> None:
    async with reading([said(1, PASTE), said(2, "answer")]) as read:
        await read.drag(read.place_of("pasted 8"), read.place_of("answer", last=True))
        copied = read.app.screen.get_selected_text()
        assert copied is not None
        lines = [line for line in copied.split("\n") if line]
        assert lines[:3] == ["pasted 8", "pasted 9", "▸ 390 more lines"]
        assert lines[-1] == "answer"


async def test_the_end_of_a_drag_neither_folds_nor_moves_the_cursor() -> None:
    async with reading([said(1, PASTE), said(2, "answer")]) as read:
        await read.drag(read.place_of("answer"), read.place_of("390 more lines"))
        assert any("390 more lines" in row for row in read.rows())
        assert read.log.cursor == 2
        assert read.app.screen.get_selected_text()


async def test_folding_ends_a_selection_whose_lines_move() -> None:
    async with reading([said(1, PASTE), said(2, "answer")]) as read:
        await read.drag(read.place_of("pasted 8"), read.place_of("answer", last=True))
        read.log.action_message("fold")
        await read.enter()
        await read.press("k", "space")
        assert not read.app.screen.get_selected_text()


async def test_a_link_opens_where_it_stands_also_under_the_cursor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with reading([said(1, "q"), said(2, "see [docs](https://example.org) there")]) as read:
        opened: list[str] = []
        monkeypatch.setattr(read.app, "open_url", opened.append)
        await read.click("docs")
        await read.click("there")
        assert opened == ["https://example.org"]
        assert read.log.cursor == 2
