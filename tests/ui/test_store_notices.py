"""What is said of a conversation file that is in no good state, and that the chat goes on."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreError
from copilot_tui.paths import Paths
from copilot_tui.store.schema import MIGRATIONS
from tests.store.support_damage import PAGE, fill, overwrite
from tests.ui.driving import Chat, chatting

if TYPE_CHECKING:
    from tests.servers_fake import FakeServer


def noticed(chat: Chat) -> str:
    """What stands above the prompt, as one line."""
    return " ".join(chat.text(chat.pane.notice).split())


async def test_without_a_usable_file_it_is_said_above_the_prompt_as_long_as_one_chats(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    paths = Paths(config=tmp_path, data=tmp_path)
    fill(paths.database, conversations=1, exchanges=1)
    with closing(sqlite3.connect(paths.database)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = paths.database.read_bytes()
    async with chatting(tmp_path, server, size=(100, 30)) as chat:
        await chat.until(lambda: "Nothing of this chat is kept." in noticed(chat))
        assert "~/conversations.db was written by a newer version" in noticed(chat)
        await chat.until(lambda: "They cannot be opened." in chat.text(chat.sidebar))
        await chat.send("Hello?")
        await chat.answered()
        await chat.until(lambda: "Hello from the fake server." in chat.log_text())
        await chat.until(lambda: "Nothing is kept." in noticed(chat))
    assert paths.database.read_bytes() == before
    assert not paths.backups.exists()


async def test_what_was_recovered_of_a_damaged_file_is_there_and_told(
    tmp_path: Path, server: FakeServer
) -> None:
    paths = Paths(config=tmp_path, data=tmp_path)
    fill(paths.database, conversations=1, exchanges=2)
    overwrite(paths.database, 1, b"\xff" * PAGE)
    async with chatting(tmp_path, server, size=(100, 30)) as chat:
        await chat.until(lambda: bool(noticed(chat)))
        assert "4 messages were recovered" in noticed(chat)
        await chat.until(lambda: "Conversation 0" in chat.text(chat.sidebar))
        await chat.choose("Conversation 0")
        await chat.until(lambda: "Answer 0.1." in chat.log_text())


async def test_a_path_in_a_notice_is_shown_whole(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    shown = "~/.local/share/copilot-tui/conversations.db"
    failure = StoreError(f"{tmp_path}{shown[1:]} could not be read.", "Try it in a moment.")
    async with chatting(tmp_path, server, size=(80, 24)) as chat:
        chat.app.store_failed(failure)
        await chat.until(lambda: shown in chat.text())


@pytest.mark.parametrize("is_replaced", [True, False])
async def test_a_file_that_is_taken_away_while_one_chats_is_said_above_the_prompt(
    tmp_path: Path, server: FakeServer, is_replaced: bool
) -> None:
    paths = Paths(config=tmp_path, data=tmp_path)
    fill(paths.database, conversations=1, exchanges=2)
    async with chatting(tmp_path, server, size=(100, 30)) as chat:
        await chat.until(lambda: "Conversation 0" in chat.text(chat.sidebar))
        paths.database.rename(tmp_path / "away.db")
        if is_replaced:
            shutil.copy(tmp_path / "away.db", paths.database)
        await chat.until(lambda: "was removed or replaced" in noticed(chat))
        assert "copilot-tui restore" in noticed(chat)
