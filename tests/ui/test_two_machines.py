"""Two machines with nothing in common but a PostgreSQL server."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Status
from copilot_tui.config import Flags
from copilot_tui.replies import keeper
from copilot_tui.store.postgres import live
from copilot_tui.ui import app as app_module
from tests.postgres_installation import NoPostgres
from tests.postgres_server import running_postgres
from tests.servers_fake import Gate
from tests.ui.driving import chatting
from tests.ui.preparing import scripted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.postgres_server import Place, PostgresServer
    from tests.servers_fake import FakeServer
    from tests.ui.driving import Chat

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")


@pytest.fixture
def mortal() -> Iterator[PostgresServer]:
    """A server that may be killed, and keeps what it has said to have kept."""
    try:
        with running_postgres(durable=True) as server:
            yield server
    except NoPostgres as reason:
        pytest.skip(str(reason))


def chatting_on(
    place: Place, folder: Path, server: FakeServer
) -> AbstractAsyncContextManager[Chat]:
    return chatting(folder, server, flags=Flags(url=server.url, database=place.url))


async def open_there(chat: Chat, title: str) -> None:
    """Open what appears in the sidebar because of the other machine."""
    await chat.until(lambda: title in chat.text(chat.sidebar))
    await chat.choose(title)


async def test_a_reply_on_one_machine_is_seen_growing_on_the_other_and_ending_there(
    tmp_path: Path,
    server: FakeServer,
    store_database: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nobody looks by himself: what is seen is what was told.
    monkeypatch.setattr(app_module, "POLL_SECONDS", 3600.0)
    gates = [Gate() for _ in range(8)]
    parts = [part for number, gate in enumerate(gates) for part in (gate, f"then {number}, ")]
    last = Gate()
    server.answer(scripted("In the evening, ", *parts, last, "of course."))
    async with (
        chatting_on(store_database, tmp_path / "desk", server) as desk,
        chatting_on(store_database, tmp_path / "lap", server) as lap,
    ):
        await desk.until(lambda: hears(desk))
        await lap.until(lambda: hears(lap))
        await desk.send("How do I get to Oslo?")
        await open_there(lap, "How do I get to Oslo?")
        await lap.until(lambda: "In the evening," in lap.log_text())
        assert desk.pane.is_answering
        # What is seen of the first may have come with something else that was told.
        for number, gate in enumerate(gates):
            gate.open()
            await lap.until(partial(shows, lap, f"then {number},"))
            assert desk.pane.is_answering
        last.open()
        await lap.until(partial(shows, lap, "of course."))
        await lap.until(lambda: shown_status(lap) is Status.COMPLETE)
        await desk.answered()


async def hear_of_something(chat: Chat) -> None:
    await chat.pane._elsewhere.take_in()


async def go_to_a_hit(chat: Chat) -> None:
    """In the conversation that is shown."""
    shown = chat.pane.conversation
    assert shown is not None
    first = chat.log._view.items[0].message.id
    chat.pane.open_at(shown, first)
    await chat.pane.workers.wait_for_complete()


async def delete_a_message(chat: Chat) -> None:
    await chat.press("tab", "d")
    await chat.until(lambda: not shows(chat, "Hello from the fake server."))
    await chat.pane.workers.wait_for_complete()
    await chat.press("escape")


@pytest.mark.parametrize("meanwhile", [hear_of_something, go_to_a_hit, delete_a_message])
async def test_what_was_typed_on_one_machine_is_not_lost_to_what_is_typed_on_the_other(
    tmp_path: Path,
    server: FakeServer,
    store_database: Place,
    meanwhile: Callable[[Chat], Awaitable[None]],
) -> None:
    async with (
        chatting_on(store_database, tmp_path / "desk", server) as desk,
        chatting_on(store_database, tmp_path / "lap", server) as lap,
    ):
        await desk.until(lambda: hears(desk))
        await lap.until(lambda: hears(lap))
        await desk.send("How do I get to Oslo?")
        await desk.answered()
        await open_there(lap, "How do I get to Oslo?")
        await lap.until(lambda: lap.composer.destination.is_read)
        await desk.type("By train, perhaps")
        desk.pane.keep_draft()
        await desk.store.run(lambda _: None)
        await meanwhile(lap)
        assert lap.composer.text == ""
        await lap.type("By ship")
        lap.pane.keep_draft()
        await lap.store.run(lambda _: None)
        await lap.until(lambda: "By train, perhaps" in lap.text(lap.sidebar))
        await lap.choose("By train, perhaps")
        await lap.until(lambda: lap.composer.text == "By train, perhaps")


def shows(chat: Chat, words: str) -> bool:
    """Whether they stand in the log."""
    return words in chat.log_text()


def reads(chat: Chat, words: str) -> bool:
    """Whether they can be read beside the list, over however many lines."""
    rows = (row.partition("▕")[2] for row in chat.rows())
    return words in " ".join(" ".join(rows).split())


def says(chat: Chat, words: str) -> bool:
    """The same where a notice may lie over them."""
    return any(words in item.message.content for item in chat.log._view.items)


def hears(chat: Chat) -> bool:
    """Whether what other copies tell comes in."""
    store = chat.store._current
    live = getattr(store and store._database, "_live", None)
    return live is not None and live.is_listening


def shown_status(chat: Chat) -> Status | None:
    """Of the last message that is shown."""
    last = chat.log._view.last
    return None if last is None else last.message.status


@pytest.mark.slow
async def test_both_machines_find_back_to_a_server_that_was_killed_under_them(
    tmp_path: Path, server: FakeServer, mortal: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (keeper, live):
        monkeypatch.setattr(module, "LONGEST_PAUSE", 0.5)
    place = mortal.add_database()
    second, third = Gate(), Gate()
    server.answer(scripted("One night ", second, "in May, ", third, "in Oslo."))
    async with (
        chatting_on(place, tmp_path / "desk", server) as desk,
        chatting_on(place, tmp_path / "lap", server) as lap,
    ):
        await desk.until(lambda: hears(desk))
        await desk.send("A story")
        await open_there(lap, "A story")
        await lap.until(partial(says, lap, "One night"))

        mortal.kill()
        second.open()
        await desk.until(partial(says, desk, "in May,"))
        await lap.until(lambda: not hears(lap))
        mortal.start()
        await lap.until(partial(says, lap, "One night in May,"))
        await lap.until(lambda: hears(lap) and hears(desk))
        await lap.until(lambda: shown_status(lap) is Status.STREAMING)
        third.open()
        await lap.until(partial(says, lap, "in May, in Oslo."))
        await lap.until(lambda: shown_status(lap) is Status.COMPLETE)
        await desk.answered()

        mortal.kill()  # Nothing runs.
        await lap.until(lambda: not hears(lap))
        await desk.until(lambda: not hears(desk))
        mortal.start()
        await desk.until(lambda: hears(desk) and hears(lap))
        server.default = scripted("Here it is.")
        await desk.send("Another one")
        await lap.until(partial(says, lap, "Here it is."))
        await desk.answered()


@pytest.mark.slow
async def test_a_conversation_that_only_the_server_has_says_so_until_the_server_is_back(
    tmp_path: Path, server: FakeServer, mortal: PostgresServer
) -> None:
    place = mortal.add_database()
    server.default = scripted("By night train.")
    async with chatting_on(place, tmp_path / "desk", server) as desk:
        for question in ("How do I get to Oslo?", "What is for dinner?"):
            await desk.start_new()
            await desk.send(question)
            await desk.answered()
    async with chatting_on(place, tmp_path / "lap", server) as lap:
        await open_there(lap, "What is for dinner?")
        await lap.until(lambda: "By night train." in lap.log_text())
        mortal.stop()
        await lap.until(partial(reads, lap, "is kept on this machine"))
        await lap.choose("How do I get to Oslo?")
        await lap.until(partial(reads, lap, "are only on the server"))
        assert "By night train." not in lap.log_text()
        await lap.until(lambda: "▌How do I get" in lap.text())
        await lap.type("And back?")
        await lap.press("enter")
        await lap.until(lambda: lap.composer.text == "And back?")
        mortal.start()
        await lap.until(lambda: "By night train." in lap.log_text())
        assert not reads(lap, "are only on the server")
        assert lap.composer.text == "And back?"
