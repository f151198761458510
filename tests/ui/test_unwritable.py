"""The app while its conversation file is locked by another program."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from stat import S_IMODE
from typing import TYPE_CHECKING

from copilot_tui.replies.events import KEPT_AGAIN, KEPT_IN_MEMORY
from tests.servers_fake import FakeServer, Gate
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import add_conversation, scripted

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def locked(chat: Chat) -> Iterator[None]:
    """Another program holds the lock of the file."""
    file = chat.app._paths.database
    with closing(sqlite3.connect(file, isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def check_private(file: Path, text: str) -> None:
    """See that a file holds this text for its owner only."""
    assert text in file.read_text()
    assert S_IMODE(file.stat().st_mode) == 0o600


async def told(chat: Chat, words: str) -> None:
    """Wait until these words are in a notice."""
    await chat.until(lambda: any(words in notice for notice in chat.notices()))


async def test_a_reply_that_cannot_be_written_is_there_in_full_when_one_comes_back_to_it(
    tmp_path: Path, server: FakeServer
) -> None:
    add_conversation(tmp_path, "Other", [("Q", "Another answer.")])
    gate = Gate()
    server.answer(scripted("Half of it", gate, " and the rest."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Mine")
        await chat.until(lambda: "Half of it" in chat.log_rows())
        with locked(chat):
            gate.open()
            await chat.answered()
            await told(chat, KEPT_IN_MEMORY)
            await chat.choose("Other")
            chat.app.clear_notifications()  # It lies over the text.
            await chat.until(lambda: "Another answer." in chat.log_rows())
            await chat.choose("Mine")
            chat.app.clear_notifications()
            await chat.until(lambda: "Half of it and the rest." in chat.log_rows())
        await told(chat, KEPT_AGAIN)
        await chat.send("More")
        await chat.answered()
        assert chat.asked == ["Mine", "More"]


async def test_quitting_while_the_file_is_locked_says_where_the_text_is(
    tmp_path: Path, server: FakeServer
) -> None:
    server.answer(scripted("Half of it", Gate()))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.until(lambda: "Half of it" in chat.log_rows())
        with locked(chat):
            await chat.app.action_quit()
        said = "".join(str(renderable) for renderable in chat.app._exit_renderables)
        file = Path(said.partition("The text is in ")[2].removesuffix("."))
    assert file.parent == tmp_path
    check_private(file, "Half of it")
