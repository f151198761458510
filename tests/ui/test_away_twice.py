"""A database that goes away again and again: what was read stays, and so does what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.preparing import scripted
from tests.ui.test_on_a_server import chatting_on, mortal
from tests.ui.test_other_file import noticed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres_server import PostgresServer
    from tests.servers_fake import FakeServer
    from tests.ui.driving import Chat

__all__ = ["mortal"]

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")


@pytest.mark.slow
async def test_each_conversation_that_was_open_is_read_with_its_draft_in_every_outage(
    tmp_path: Path, server: FakeServer, mortal: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copilot_tui.library.watchman.LOOKS_TO_RETURN", 1)
    server.default = scripted("Answered.")
    titles = ("Alpha", "Beta")
    async with chatting_on(mortal.add_database(), tmp_path, server) as chat:
        for title in titles:
            await chat.start_new()
            await chat.send(f"{title} one")
            await chat.answered()
        await chat.choose("Alpha one")
        await chat.is_read()
        await chat.type("half a thought")
        await chat.choose("Beta one")
        await chat.is_read()
        for _ in range(2):
            mortal.kill()
            await chat.until(lambda: "is kept on this machine" in noticed(chat))
            for title in titles:
                await show(chat, f"{title} one", "half a thought" if title == "Alpha" else "")
            mortal.start()
            await chat.until(lambda: "is kept on this machine" not in noticed(chat))
        conversations = await chat.store.run(lambda store: store.conversations.page(limit=9))
        assert {each.title for each in conversations} == {f"{title} one" for title in titles}
        assert [each.title for each in conversations if each.has_draft] == ["Alpha one"]


async def show(chat: Chat, title: str, draft: str) -> None:
    await chat.choose(title)
    await chat.until(lambda: title in chat.log_text() and "Answered." in chat.log_text())
    await chat.until(lambda: chat.composer.text == draft)
