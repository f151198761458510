"""The app in terminals of any width and height."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
