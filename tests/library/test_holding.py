"""That a text is on this machine while it is on its way to a server."""

from __future__ import annotations

import asyncio
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from copilot_tui.errors import StoreError
from copilot_tui.library import holding
from copilot_tui.library.library import Library
from copilot_tui.library.unkept import Unread
from copilot_tui.store.outbox.unsent import Unsent, decoded
from copilot_tui.store.outbox.unsent_texts import Held, UnsentTexts, uid_of
from copilot_tui.store.recent_drafts import RecentDrafts
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread
from tests.ui.waiting import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Home:
    """A store that can stand still, as a server can."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "kept"
        self.unsent = UnsentTexts(self.folder)
        self.store = StoreThread(
            lambda: Store(folder / "conversations.db", instance_id="here"),
            on_error=lambda _: None,
            unsent=self.unsent,
        )
        self.library = Library(self.store)

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Whatever is asked meanwhile waits for the end."""
        over = threading.Event()
        self.store.queue(lambda _: over.wait(20))
        try:
            yield
        finally:
            over.set()

    @property
    def kept(self) -> list[Unsent]:
        """What is on this machine, once what was begun is done."""
        self.unsent._executor.submit(lambda: None).result()
        return [decoded(path.read_bytes()) for path in sorted(self.folder.glob("*.json"))]

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.kept]

    async def until_kept(self, *texts: str) -> None:
        await wait_until(lambda: self.texts == list(texts))

    async def name_of(self, message: int) -> bytes:
        """What a message is known by everywhere."""

        def read(store: Store) -> bytes:
            with store.database.reading():
                row = store.database.execute(
                    "SELECT uid FROM message_uids WHERE message = ?", message
                ).fetchone()
                return bytes(row["uid"])

        return await self.store.run(read)

    async def done(self) -> None:
        await self.store.run(lambda _: None)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.store.close()
    assert not home.folder.exists()


async def test_what_is_sent_is_here_until_it_is_there(home: Home) -> None:
    with home.silence():
        sending = asyncio.create_task(home.library.send(None, "Where to?"))
        await home.until_kept("Where to?")
        (kept,) = home.kept
        assert kept.is_sent
        assert not sending.done()
        (file,) = home.folder.glob("*.json")
    sent = await sending
    assert sent.question.content == "Where to?"
    assert home.texts == []
    assert await home.name_of(sent.question.id) == uid_of(file)


async def test_so_is_what_waits_for_a_reply(home: Home) -> None:
    trip = (await home.library.send(None, "Where to?")).conversation
    with home.silence():
        queueing = asyncio.create_task(home.library.queue(trip.id, "By train?"))
        await home.until_kept("By train?")
        assert home.kept[0].conversation == trip.id
    await queueing
    assert home.texts == []


async def test_and_a_new_version_with_the_message_that_it_is_of(home: Home) -> None:
    sent = await home.library.send(None, "Where to?")
    with home.silence():
        sending = asyncio.create_task(
            home.library.send(sent.conversation, "Where from?", replaces=sent.question)
        )
        await home.until_kept("Where from?")
        assert home.kept[0].edits == sent.question.id
        (file,) = home.folder.glob("*.json")
    again = await sending
    assert await home.name_of(again.question.id) == uid_of(file)
    assert home.texts == []


async def test_of_a_draft_the_newest_is_here_until_it_is_there(home: Home) -> None:
    with home.silence():
        home.library.keep_draft(None, "Where")
        home.library.keep_draft(None, "Where to")
        assert home.texts == ["Where to"]
        assert not home.kept[0].is_sent
    await home.done()
    assert home.texts == []


async def test_a_draft_that_is_emptied_is_no_more_kept(home: Home) -> None:
    with home.silence():
        home.library.keep_draft(None, "Where")
        home.library.keep_draft(None, "")
        assert home.texts == []


async def test_what_is_typed_before_the_draft_was_read_belongs_below_it(home: Home) -> None:
    trip = (await home.library.send(None, "Where to?")).conversation.id
    with home.silence():
        added = home.library.add_to_draft(trip, "and b")
        home.library.add_to_draft(trip, "and back", again=added)
        assert home.texts == ["and back"]
        assert home.kept[0].adds
    await home.done()
    assert home.texts == []


async def test_with_the_message_goes_the_draft_that_it_was(home: Home) -> None:
    with home.silence():
        home.library.keep_draft(None, "Where to")
        sending = asyncio.create_task(home.library.send(None, "Where to?"))
        await home.until_kept("Where to", "Where to?")
    await sending
    assert home.texts == []


async def test_what_was_typed_before_the_draft_was_read_goes_with_what_is_sent_of_it(
    home: Home,
) -> None:
    trip = (await home.library.send(None, "Where to?")).conversation
    with home.silence():
        unread = Unread(home.library.add_to_draft(trip.id, "By train"))
        held = home.library.hold((trip.id, None), "By train?", unread)
        assert home.texts == ["By train?"]
        sending = asyncio.create_task(
            home.library.send(trip, "By train?", unread=unread, held=held)
        )
        await asyncio.sleep(0)
    await sending
    assert home.texts == []
    assert await home.library.draft(trip.id) == ""


async def test_what_cannot_be_sent_is_here_until_its_sender_has_it_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "GIVEN_BACK_SECONDS", 3600.0)
    trip = (await home.library.send(None, "Where to?")).conversation
    await home.library.queue(trip.id, "x")
    with pytest.raises(StoreError):
        await home.library.queue(4711, "Nowhere")
    assert home.texts == ["Nowhere"]
    monkeypatch.setattr(holding, "GIVEN_BACK_SECONDS", 0.0)
    with pytest.raises(StoreError):
        await home.library.queue(4711, "Nowhere else")
    await home.until_kept("Nowhere")
    for path in home.folder.glob("*.json"):
        home.unsent.release(Held(uid_of(path), path.name))


async def test_a_sender_who_gives_up_loses_nothing(home: Home) -> None:
    with home.silence():
        sending = asyncio.create_task(home.library.send(None, "Where to?"))
        await home.until_kept("Where to?")
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert home.texts == ["Where to?"]
    await home.done()
    assert home.texts == []
    shown = await home.store.run(lambda store: store.conversations.page(limit=5))
    assert [each.title for each in shown] == ["Where to?"]


async def test_it_is_known_what_stood_there_before(home: Home) -> None:
    """So that it is not taken for the text of somebody else."""
    recent = RecentDrafts()
    recent.note((None, None, "here"), "Whe")
    await home.store.run(lambda store: setattr(store.database, "recent_drafts", recent))
    with home.silence():
        home.library.keep_draft(None, "Where")
        assert home.kept[0].before == ("Whe",)
        assert home.kept[0].owner == "here"


async def test_a_file_has_no_need_of_it(tmp_path: Path) -> None:
    store = StoreThread(
        lambda: Store(tmp_path / "conversations.db", instance_id="here"), on_error=lambda _: None
    )
    library = Library(store)
    await library.send(None, "Where to?")
    library.keep_draft(None, "And back")
    await store.run(lambda _: None)
    store.close()
    assert os.listdir(tmp_path) == ["conversations.db"]  # noqa: PTH208
