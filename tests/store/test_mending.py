"""What becomes of the conversations when their file is damaged or locked while they are used."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.errors import StoreError
from copilot_tui.library.library import Library
from copilot_tui.store.damage_note import damage_note
from copilot_tui.store.mending import MOST_MENDED
from copilot_tui.store.opening import open_store
from copilot_tui.store.replacing import beside
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread
from tests.store.support_damage import (
    PAGE,
    fill,
    is_sound,
    messages,
    overwrite,
    pages,
    paths_of,
    root_of,
)

if TYPE_CHECKING:
    from copilot_tui.store.notice import StoreNotice


class Copy:
    """A running copy of the program, as far as its conversations go."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[StoreNotice] = []
        self.errors: list[StoreError] = []
        self.store = StoreThread(
            lambda: open_store(
                paths_of(path), self.told.append, busy_timeout=0.1, opening_seconds=0.5
            ),
            on_error=self.errors.append,
        )
        self.library = Library(self.store)
        self.store.wait_until_open()

    @property
    def lasting(self) -> str:
        """The last of what is said all the time."""
        return [notice.text for notice in self.told if notice.is_lasting][-1]

    async def is_kept(self) -> bool:
        """Whether it writes to the file."""
        return await self.store.run(lambda store: store.is_kept)

    async def titles(self) -> set[str]:
        """Those of the sidebar."""
        return {entry.title for entry in await self.library.page()}


def set_aside(path: Path) -> list[Path]:
    """The damaged files that were kept."""
    return sorted(
        file
        for file in path.parent.glob("*.damaged-*")
        if not file.name.endswith(("-wal", "-shm", "-journal"))
    )


@pytest.fixture
def path(database_path: Path) -> Path:
    """A file of some pages, all of which are in it."""
    fill(database_path, conversations=3, exchanges=8)
    pages(database_path)
    return database_path


@pytest.fixture
def copy(path: Path) -> Iterator[Copy]:
    running = Copy(path)
    yield running
    running.store.close()


@pytest.fixture
def other(path: Path) -> Iterator[Copy]:
    running = Copy(path)
    yield running
    running.store.close()


def damage(path: Path) -> None:
    """Destroy the page that leads to all messages."""
    overwrite(path, root_of(path, "messages"), b"\xff" * PAGE)


async def test_what_meets_the_damage_is_done_and_kept_in_a_new_file(copy: Copy) -> None:
    before = messages(copy.path)
    damage(copy.path)
    damaged = copy.path.read_bytes()

    sent = await copy.library.send((await copy.library.page())[0], "At that moment")

    assert await copy.is_kept()
    opened = await copy.library.open(sent.conversation.id)
    assert opened.messages[-1].content == "At that moment"
    after = messages(copy.path)
    assert before.items() <= after.items()
    assert [row.content for row in after.values()].count("At that moment") == 1
    assert is_sound(copy.path)
    assert [file.read_bytes() for file in set_aside(copy.path)] == [damaged]
    assert "were recovered" in copy.lasting
    assert not damage_note(copy.path).exists()
    assert copy.errors == []
    assert await copy.library.changed_elsewhere()
    assert not await copy.library.changed_elsewhere()
    assert await copy.library.search("moment")
    # The recovered messages are indexed behind.
    while not await copy.library.search("because"):
        pass


async def test_the_first_message_of_a_conversation_makes_one_and_no_second(copy: Copy) -> None:
    damage(copy.path)
    await copy.library.send(None, "A new one")
    assert await copy.titles() == {"A new one", *(f"Conversation {n}" for n in range(3))}
    assert len(await copy.library.page()) == 4


async def test_what_is_typed_in_a_new_conversation_stays_this_copys_own(copy: Copy) -> None:
    with Store(copy.path, instance_id="dead") as dead:
        dead.drafts.set(None, "left")
    copy.library.keep_draft(None, "typed")
    pages(copy.path)
    damage(copy.path)
    await copy.library.send((await copy.library.page())[0], "At that moment")
    assert set_aside(copy.path)
    assert await copy.library.draft(None) == "typed"
    copy.library.keep_draft(None, "")
    assert await copy.library.draft(None, adopt=True) == "left"


async def test_what_stood_only_in_the_log_is_there_and_the_log_is_kept_byte_for_byte(
    copy: Copy,
) -> None:
    await copy.library.send(None, "Only in the log")
    damage(copy.path)
    damaged, log = copy.path.read_bytes(), beside(copy.path, "-wal").read_bytes()
    damage_note(copy.path).touch()
    assert await copy.library.trouble() is None
    assert "Only in the log" in await copy.titles()
    (aside,) = set_aside(copy.path)
    assert aside.read_bytes() == damaged
    assert beside(aside, "-wal").read_bytes() == log


async def test_damage_that_another_program_has_met_is_mended_when_it_is_looked_for(
    copy: Copy,
) -> None:
    damage(copy.path)
    damage_note(copy.path).touch()
    assert await copy.library.trouble() is None
    assert is_sound(copy.path)
    assert "were recovered" in copy.lasting


async def test_a_note_of_damage_without_damage_is_taken_away(copy: Copy) -> None:
    damage_note(copy.path).touch()
    assert await copy.library.trouble() is None
    assert not damage_note(copy.path).exists()
    assert copy.told == []
    assert set_aside(copy.path) == []


async def test_damage_that_comes_back_again_and_again_is_left_to_the_user(copy: Copy) -> None:
    for _ in range(MOST_MENDED):
        damage_note(copy.path).touch()
        assert await copy.library.trouble() is None
    damage_note(copy.path).touch()
    trouble = await copy.library.trouble()
    assert trouble is not None
    assert "Quit every copy" in trouble.text


@pytest.mark.parametrize("without", ["add_rows", "add_known"])
async def test_rows_that_the_file_has_lost_are_taken_from_memory(
    copy: Copy, without: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both of what is on the screen, and of what the connection has read before."""
    monkeypatch.setattr(f"copilot_tui.store.living.Living.{without}", lambda *_: None)
    conversation = (await copy.library.page())[0]
    opened = await copy.library.open(conversation.id)
    sent = await copy.library.send(conversation, "Just sent")
    data = copy.path.read_bytes()
    for number in range(2, len(data) // PAGE + 1):
        # Nothing of any table is left on the disk, but for the list of tables.
        overwrite(copy.path, number, b"\xff" * PAGE)
    damage_note(copy.path).touch()
    assert await copy.library.trouble() is None
    shown = await copy.library.open(conversation.id)
    texts = [message.content for message in shown.messages]
    assert texts == [*(message.content for message in opened.messages), sent.question.content]
    assert is_sound(copy.path)


async def test_while_others_have_it_open_the_chat_goes_on_in_memory_and_nothing_is_touched(
    copy: Copy, other: Copy
) -> None:
    damage(copy.path)
    damaged = copy.path.read_bytes()

    sent = await copy.library.send(None, "In memory")

    assert not await copy.is_kept()
    assert "In memory" in await copy.titles()
    assert (await copy.library.open(sent.conversation.id)).messages[-1].content == "In memory"
    assert copy.lasting.startswith("Nothing that is written from now on is kept. ")
    assert copy.path.read_bytes() == damaged
    assert set_aside(copy.path) == []
    await copy.library.go_back()
    assert not await copy.is_kept()
    assert copy.path.read_bytes() == damaged
    assert not await other.library.changed_elsewhere()


async def test_the_second_that_meets_the_damage_mends_it_for_both(copy: Copy, other: Copy) -> None:
    before = messages(copy.path)
    damage(copy.path)
    first = await copy.library.send(None, "Of the first")
    second = await other.library.send(None, "Of the second")
    assert await other.is_kept()
    await copy.library.go_back()
    assert await copy.is_kept()
    for running in (copy, other):
        for sent in (first, second):
            opened = await running.library.open(sent.conversation.id)
            assert opened.messages[-1].content == sent.question.content
    after = messages(copy.path)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 2
    assert copy.told[-1].is_settled
    assert is_sound(copy.path)


async def test_on_a_full_disk_it_goes_on_in_memory_until_there_is_room(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = messages(copy.path)
    damage(copy.path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("copilot_tui.store.salvage.shutil.copyfile", full)
        await copy.library.send(None, "No room")
        assert "disk is full" in copy.lasting
        assert len(await copy.titles()) == 4
    await copy.library.go_back()
    assert await copy.is_kept()
    assert before.items() <= messages(copy.path).items()
    assert len(messages(copy.path)) == len(before) + 1


@pytest.fixture
def locking(path: Path) -> Iterator[sqlite3.Connection]:
    """A program that keeps the file locked."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("CREATE TABLE theirs (a)")
        yield connection


async def test_a_file_that_was_locked_at_the_start_is_gone_back_to(
    path: Path, locking: sqlite3.Connection
) -> None:
    copy = Copy(path)
    try:
        assert "locked" in copy.lasting
        sent = await copy.library.send(None, "While it was locked")
        reply = await copy.store.run(
            lambda store: store.journal.begin(
                *(sent.conversation.id, sent.question.id), profile="p", provider="", model=""
            )
        )
        copy.library.keep_draft(sent.conversation.id, "half a thought")
        await copy.library.go_back()
        assert not await copy.is_kept()
        locking.execute("DROP TABLE theirs")
        locking.close()

        await copy.library.go_back()

        assert await copy.is_kept()
        assert copy.told[-1].is_settled
        assert await copy.library.changed_elsewhere()
        assert await copy.titles() >= {"While it was locked", "Conversation 2"}
        assert await copy.library.draft(sent.conversation.id) == "half a thought"
        await copy.store.run(
            lambda store: store.journal.finish(
                reply.id, content="Whole", reasoning="", status=Status.COMPLETE
            )
        )
        assert await copy.library.search("whole")
    finally:
        copy.store.close()
    assert is_sound(path)
    assert messages(path)[reply.id].content == "Whole"


async def test_what_cannot_be_carried_stays_in_memory(
    path: Path, locking: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Copy(path)
    try:
        await copy.library.send(None, "Still here")
        locking.close()
        monkeypatch.setattr("copilot_tui.store.carrying._carry_drafts", _break)
        await copy.library.go_back()
        assert not await copy.is_kept()
        assert await copy.titles() == {"Still here"}
        monkeypatch.undo()
        await copy.library.go_back()
        assert "Still here" in await copy.titles()
        assert await copy.is_kept()
    finally:
        copy.store.close()


def _break(*_: object) -> None:
    raise StoreError("The disk reported an error.")


async def test_looking_whether_the_file_can_be_had_keeps_no_reader_waiting(
    path: Path, locking: sqlite3.Connection
) -> None:
    copy = Copy(path)
    try:
        looking = asyncio.create_task(copy.library.go_back())
        await asyncio.sleep(0)
        await copy.library.page()
        assert not looking.done()
        await looking
    finally:
        copy.store.close()
