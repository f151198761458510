"""The app in terminals of any width and height."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from copilot_tui.ui.hint_lines import HintLines
from copilot_tui.ui.messages import Told
from copilot_tui.ui.statistics_screen import StatisticsScreen
from tests.ui.driving import chatting

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers_fake import FakeServer

SIZES = [*((width, 24) for width in range(12, 0, -1)), (40, 1), (5, 2), (1, 1)]


@pytest.mark.parametrize("window", ["", "f4", "ctrl+o"])
async def test_it_outlives_every_width_with_an_empty_prompt_and_with_each_window_open(
    tmp_path: Path, server: FakeServer, window: str
) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.send("Hello")
        await chat.answered()
        if window:
            await chat.press(window)
        for size in SIZES:
            await chat.pilot.resize_terminal(*size)
            await chat.pause()
        await chat.pilot.resize_terminal(100, 30)
        await chat.until(lambda: "Hello" in chat.text() or bool(window))
        assert chat.app.fault is None
        assert chat.app.is_running


async def test_a_long_notice_leaves_prompt_and_status_line_in_view(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server, size=(50, 20)) as chat:
        await chat.type("What I write")
        chat.screen.post_message(Told("A long notice.\n" * 40, is_error=True))
        await chat.until(lambda: "A long notice." in chat.text())
        assert "What I write" in chat.text(chat.composer)
        assert "^n new" in chat.rows()[-1]
        assert "A long notice." not in "\n".join(chat.rows()[13:])


@pytest.mark.parametrize("size", [(50, 20), (80, 24), (120, 40)])
async def test_a_notice_that_is_too_long_ends_with_a_sign_that_there_is_more(
    tmp_path: Path, server: FakeServer, size: tuple[int, int]
) -> None:
    async with chatting(tmp_path, server, size=size) as chat:
        long = " ".join(["A long notice, which is wrapped."] * 60)
        chat.screen.post_message(Told(long, is_error=True))
        await chat.until(lambda: "A long notice" in chat.text())
        await chat.until(lambda: any(re.search(r"\s…\s", f"{row} ") for row in chat.rows()))


@pytest.mark.parametrize("width", [50, 60, 80])
async def test_at_the_prompt_the_key_of_the_help_is_named_before_any_other(
    tmp_path: Path, server: FakeServer, width: int
) -> None:
    async with chatting(tmp_path, server, size=(width, 24)) as chat:
        await chat.until(lambda: "f1 help" in chat.text(chat.screen.status_line))


@pytest.mark.parametrize("width", [30, 40, 50])
async def test_the_keys_of_the_statistics_are_broken_between_two_of_them_only(
    tmp_path: Path, server: FakeServer, width: int
) -> None:
    async with chatting(tmp_path, server, size=(width, 20)) as chat:
        await chat.type("/stats")
        chat.burst("enter")
        await chat.until(lambda: isinstance(chat.app.screen, StatisticsScreen))
        await chat.until(lambda: bool(chat.app.screen.query(HintLines)))
        hints = chat.app.screen.query_one(HintLines)
        whole = ["← shorter", "→ longer", "esc close", "pagedown more"]
        await chat.until(lambda: re.split(r"\s{2,}|\n", chat.text(hints).strip()) == whole)
        assert hints.size.height > 1
