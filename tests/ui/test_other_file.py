"""The app while its conversations move into another file, or back into theirs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreDamaged
from copilot_tui.paths import Paths
from copilot_tui.store.backup import copy_database
from copilot_tui.store.damage_note import damage_noted
from copilot_tui.store.opening import open_store
from copilot_tui.store.store import Store
from tests.servers_fake import FakeServer, Gate
from tests.store.support_damage import PAGE, fill, is_sound, messages, overwrite, pages
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import scripted


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("copilot_tui.library.watchman.LOOKS_TO_RETURN", 1)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    found = Paths(config=tmp_path, data=tmp_path)
    fill(found.database, conversations=1, exchanges=2)
    return found


def wait_briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a file for locked after a moment."""
    usual = open_store.__kwdefaults__ or {}
    monkeypatch.setitem(usual, "busy_timeout", 0.1)


def noticed(chat: Chat) -> str:
    """What stands above the prompt, as one line."""
    return " ".join(chat.text(chat.pane.notice).split())


def damage(file: Path) -> None:
    """Destroy all that stands on the disk but the list of tables, and note that it is so."""
    for number in range(2, pages(file) + 1):
        overwrite(file, number, b"\xff" * PAGE)
    with pytest.raises(StoreDamaged), damage_noted(file):
        copy_database(file, file.with_name("copy.db"))


def kept(paths: Paths) -> list[str]:
    """The texts of all messages that are in the file."""
    return [row.content for row in messages(paths.database).values()]


async def test_a_reply_that_runs_goes_on_when_the_file_is_damaged_under_it(
    paths: Paths, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Half of it", gate, " and the rest."))
    async with chatting(paths.data, server, size=(200, 40)) as chat:
        await chat.send("A question")
        await chat.until(lambda: "Half of it" in chat.log_text())
        damage(paths.database)
        await chat.until(lambda: "recovered" in noticed(chat))
        assert "A question" in chat.log_text()
        assert "Half of it" in chat.log_text()
        assert is_sound(paths.database)
        with Store(paths.database, instance_id="looks") as looking:
            reply = max(messages(paths.database))
            assert looking.tree.get(reply).status is Status.STREAMING
        gate.open()
        await chat.answered()
        await chat.until(lambda: "Half of it and the rest." in chat.log_text())
        await chat.until(lambda: "A question" in chat.text(chat.sidebar))
        await chat.send("Another")
        await chat.answered()
        await chat.until(lambda: "Another" in chat.log_text())
    assert {"A question", "Half of it and the rest.", "Another"} <= set(kept(paths))


async def test_a_message_that_meets_the_damage_is_sent_and_answered(
    paths: Paths, server: FakeServer
) -> None:
    async with chatting(paths.data, server, size=(100, 30)) as chat:
        await chat.choose("Conversation 0")
        await chat.until(lambda: "Answer 0.1." in chat.log_text())
        damage(paths.database)
        chat.composer.text = ""
        await chat.send("At that moment")
        await chat.answered()
        await chat.until(lambda: "Hello from the fake server." in chat.log_text())
        assert "Answer 0.1." in chat.log_text()
        assert "At that moment" in chat.log_text()
        assert len(chat.asked) == 1
    assert kept(paths).count("At that moment") == 1
    assert kept(paths)[-1] == "Hello from the fake server."


async def test_while_another_copy_has_the_damaged_file_open_it_goes_on_in_memory(
    paths: Paths, server: FakeServer
) -> None:
    other = open_store(paths, lambda _: None)
    async with chatting(paths.data, server, size=(100, 30)) as chat:
        await chat.choose("Conversation 0")
        damage(paths.database)
        await chat.until(lambda: "Nothing is kept." in noticed(chat))
        damaged = paths.database.read_bytes()
        chat.composer.text = ""
        await chat.send("In memory")
        await chat.answered()
        await chat.until(lambda: "Answer 0.1." in chat.log_text())
        await chat.until(lambda: "In memory" in chat.log_text())
        assert paths.database.read_bytes() == damaged
        other.close()
        await chat.until(lambda: noticed(chat).startswith("The conversation file was damaged;"))
        await chat.until(lambda: is_sound(paths.database) and "In memory" in kept(paths))
        await chat.until(lambda: "In memory" in chat.log_text())


async def test_a_file_that_was_locked_at_the_start_is_gone_back_to_with_all_that_was_written(
    paths: Paths, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_briefly(monkeypatch)
    gate = Gate()
    server.answer(scripted("Half of it", gate, " and the rest."))
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as locking:
        locking.execute("PRAGMA locking_mode = EXCLUSIVE")
        locking.execute("CREATE TABLE theirs (a)")
        async with chatting(paths.data, server, size=(100, 30)) as chat:
            await chat.until(lambda: "Nothing of this chat is kept." in noticed(chat))
            await chat.send("While it is locked")
            await chat.until(lambda: "Half of it" in chat.log_text())
            assert "Conversation 0" not in chat.text(chat.sidebar)
            locking.execute("DROP TABLE theirs")
            locking.close()
            await chat.until(lambda: "Conversation 0" in chat.text(chat.sidebar))
            await chat.until(lambda: "kept" not in noticed(chat))
            assert "While it is locked" in chat.text(chat.sidebar)
            gate.open()
            await chat.answered()
            await chat.until(lambda: "Half of it and the rest." in chat.log_text())
            await chat.choose("Conversation 0")
            await chat.until(lambda: "Answer 0.1." in chat.log_text())
    assert {"While it is locked", "Half of it and the rest."} <= set(kept(paths))
    assert is_sound(paths.database)


async def test_quitting_while_the_file_is_still_locked_says_where_the_chat_is(
    paths: Paths, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_briefly(monkeypatch)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as locking:
        locking.execute("PRAGMA locking_mode = EXCLUSIVE")
        locking.execute("CREATE TABLE theirs (a)")
        async with chatting(paths.data, server, size=(100, 30)) as chat:
            await chat.until(lambda: "Nothing of this chat is kept." in noticed(chat))
            await chat.send("While it is locked")
            await chat.answered()
            await chat.type("half a thought")
            await chat.app.action_quit()
            said = "".join(str(renderable) for renderable in chat.app._exit_renderables)
    assert said.startswith("2 messages and one unsent text could not be saved")
    (file,) = paths.data.glob("unsaved-text-*.md")
    assert str(file) in said
    for text in ("While it is locked", "Hello from the fake server.", "half a thought"):
        assert text in file.read_text()
