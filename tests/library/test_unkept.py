"""Drafts while the file cannot be written."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreError
from copilot_tui.library.library import Library
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path


class Home:
    """A file that gives up at once on a lock, and what is told of its failures."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "conversations.db"
        self.failures: list[StoreError] = []
        self.store = StoreThread(
            lambda: Store(self.file, instance_id="here", busy_timeout=0.01),
            on_error=self.failures.append,
        )
        self.library = Library(self.store)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another program holds the lock."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    async def done(self) -> None:
        """Wait until all is done that was asked of the store."""
        await self.store.run(lambda _: None)

    async def on_disk(self, conversation: int | None) -> str:
        """The draft in the file."""
        return await self.store.run(lambda store: store.drafts.get(conversation))


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    """An empty file."""
    home = Home(tmp_path)
    await home.done()
    yield home
    home.store.close()


async def test_a_draft_that_failed_is_read_from_memory_and_written_later(home: Home) -> None:
    library = home.library
    with home.locked():
        library.keep_draft(None, "half a thought")
        await home.done()
        library.write_drafts_again()
        await home.done()
        assert await library.draft(None) == "half a thought"
        assert library.unkept_drafts == 1
    assert len(home.failures) == 1
    library.write_drafts_again()
    await home.done()
    assert library.unkept_drafts == 0
    assert await home.on_disk(None) == "half a thought"


async def test_an_older_draft_never_comes_after_a_newer_one(home: Home) -> None:
    with home.locked():
        home.library.keep_draft(None, "older")
        await home.done()
    home.library.write_drafts_again()
    home.library.keep_draft(None, "newer")
    home.library.write_drafts_again()
    await home.done()
    assert await home.on_disk(None) == "newer"


async def test_what_is_being_sent_is_not_written_as_a_draft_again(home: Home) -> None:
    library = home.library
    sent = await library.send(None, "question")
    row = sent.conversation.id
    with home.locked():
        library.keep_draft(row, "and then")
        await home.done()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(library.send(sent.conversation, "and then"))
        await asyncio.sleep(0)
        library.write_drafts_again()
    await home.done()
    library.write_drafts_again()
    await home.done()
    assert await home.on_disk(row) == ""
    assert await library.draft(row) == ""
    assert library.unkept_drafts == 0


async def test_a_refused_message_leaves_its_draft(home: Home) -> None:
    library = home.library
    with home.locked():
        library.keep_draft(None, "question")
        with pytest.raises(StoreError):
            await library.send(None, "question")
        assert await library.draft(None) == "question"
    assert await library.settle_drafts() == []
    assert await home.on_disk(None) == "question"


async def test_an_opened_conversation_has_the_draft_from_memory(home: Home) -> None:
    row = (await home.library.send(None, "question")).conversation.id
    with home.locked():
        home.library.keep_draft(row, "and then")
        await home.done()
        assert (await home.library.open(row)).draft == "and then"
        assert await home.library.settle_drafts() == ["and then"]


async def test_what_waited_joins_a_draft_that_could_not_be_written(home: Home) -> None:
    row = (await home.library.send(None, "question")).conversation.id
    await home.library.queue(row, "waited")
    with home.locked():
        home.library.keep_draft(row, "typed")
        await home.done()
    assert await home.library.release_queue(row) == "waited"
    home.library.write_drafts_again()
    await home.done()
    assert await home.on_disk(row) == "waited\n\ntyped"
