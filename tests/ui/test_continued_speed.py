"""The speed of a reply that went on with one that broke off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import scripted
from tests.ui.test_endings import press_in_log

if TYPE_CHECKING:
    from pathlib import Path


def words_a_second(chat: Chat) -> int:
    """What the status line says of the speed; 0 where it says nothing."""
    said = [part for part in chat.screen.status_line.status.parts if part.endswith(" words/s")]
    return int(said[0].partition(" ")[0]) if said else 0


async def test_it_counts_only_what_has_newly_come(tmp_path: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted("word " * 300, "begun", gate), scripted(" and", " done"))
    async with chatting(tmp_path, server, size=(120, 24)) as chat:
        await chat.send("Go")
        await chat.until(lambda: "begun" in chat.log_text())
        await chat.press("escape")
        await server.client_left.wait()
        await chat.answered()
        await press_in_log(chat, "m")
        await chat.until(lambda: len(chat.asked) == 2)
        await chat.answered()
        await chat.until(lambda: words_a_second(chat) > 0)
        # Two words, and a reply counts as lasting a tenth of a second at least.
        assert words_a_second(chat) <= 30
