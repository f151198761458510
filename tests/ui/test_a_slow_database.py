"""That nothing on the thread that draws and takes keys waits for a database server."""

from __future__ import annotations

import asyncio
import gc
import threading
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from copilot_tui.assembly import build
from copilot_tui.config import Flags, load_settings
from copilot_tui.intent import Intent
from copilot_tui.paths import Paths
from copilot_tui.store.outbox.unsent import decoded
from copilot_tui.store.postgres import patience
from copilot_tui.ui import leaving, opening_sign
from copilot_tui.ui.app import CopilotApp
from tests.postgres_proxy import proxy_to
from tests.servers_fake import Gate
from tests.ui.driving import ENVIRONMENT, Chat, chatting
from tests.ui.painted_screen import PaintedScreen
from tests.ui.preparing import scripted

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.postgres_server import Place
    from tests.servers_fake import FakeServer

pytestmark = pytest.mark.usefixtures("nothing_of_libpq")


def chatting_at(url: str, folder: Path, server: FakeServer) -> AbstractAsyncContextManager[Chat]:
    return chatting(folder, server, flags=Flags(url=server.url, database=url))


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads that have waited for a database, each time by name."""
    # What others have left open is closed by whoever collects it, and that waits.
    gc.collect()
    names: list[str] = []
    wait, connect = psycopg.Connection.wait, psycopg.connect

    def noted_wait(connection: psycopg.Connection, *values: Any, **named: Any) -> object:
        names.append(threading.current_thread().name)
        return wait(connection, *values, **named)

    def noted_connect(*values: Any, **named: Any) -> object:
        names.append(threading.current_thread().name)
        return connect(*values, **named)

    monkeypatch.setattr(psycopg.Connection, "wait", noted_wait)
    monkeypatch.setattr(psycopg, "connect", noted_connect)
    return names


async def test_whatever_is_done_another_thread_waits_for_the_server(
    tmp_path: Path, server: FakeServer, store_database: Place, waiting: list[str]
) -> None:
    server.default = scripted("It is a night train.")
    async with chatting_at(store_database.url, tmp_path, server) as chat:
        await chat.send("How do I get to Oslo?")
        await chat.answered()
        await chat.start_new()
        await chat.send("And back?")
        await chat.answered()
        await chat.choose("How do I get to Oslo?")
        await chat.type("A draft")
        await chat.press("ctrl+o", *"back", "enter")
        await chat.open_is("And back?")
        await chat.press("ctrl+f", "ctrl+f", *"night")
        await chat.until(lambda: "night train" in chat.text())
        await chat.leave_dialogs()
        await chat.press("ctrl+r")
        await chat.until(lambda: "How do I get" in chat.text())
        await chat.leave_dialogs()
        await chat.press_in_sidebar("How do I get to Oslo?", "d")
        await chat.until(lambda: "How do I get" not in chat.text(chat.sidebar))
    assert waiting
    assert threading.main_thread().name not in waiting


async def test_while_the_server_says_nothing_keys_are_echoed_and_windows_open(
    tmp_path: Path, server: FakeServer, store_database: Place
) -> None:
    gate = Gate()
    server.default = scripted("First half, ", gate, "second half.")
    with proxy_to(store_database.port) as proxy:
        url = f"{replace(store_database, port=proxy.port).url}?sslmode=disable"
        async with chatting_at(url, tmp_path, server) as chat:
            await chat.send("A long one")
            await chat.until(lambda: "First half," in chat.log_text())
            with proxy.silence():
                gate.open()
                await chat.until(lambda: "second half." in chat.log_text())
                await chat.type("Typed meanwhile")
                await chat.until(lambda: "Typed meanwhile" in chat.text())
                chat.burst("ctrl+p")
                await chat.until(lambda: chat.app.screen is not chat.screen)
                chat.burst("escape")
                await chat.until(lambda: chat.app.screen is chat.screen)
                assert chat.composer.text == "Typed meanwhile"
            await chat.answered()


async def test_while_the_server_says_nothing_what_was_sent_is_shown_and_on_this_machine(
    tmp_path: Path, server: FakeServer, store_database: Place
) -> None:
    """Also where it waits for what the end of the reply before brings."""
    with proxy_to(store_database.port) as proxy:
        url = f"{replace(store_database, port=proxy.port).url}?sslmode=disable"
        async with chatting_at(url, tmp_path, server) as chat:
            await chat.send("A long one")
            await chat.answered()
            with proxy.silence():
                chat.composer.insert("Said into silence")
                chat.burst("enter")
                await chat.until(lambda: texts_on_their_way(tmp_path) == ["Said into silence"])
                await chat.until(lambda: "Said into silence" in chat.text(chat.pane.queue_line))
                assert "saving" in chat.text(chat.screen.status_line)
                chat.composer.insert("And another one")
                chat.burst("enter")
                await chat.until(lambda: "And another" in chat.text(chat.pane.queue_line))
                chat.composer.insert("Typed behind them")
                await chat.until(
                    lambda: (
                        texts_on_their_way(tmp_path)
                        == ["Said into silence", "And another one", "Typed behind them"]
                    )
                )
            await chat.until(lambda: "Said into silence" in chat.log_text())
            await chat.until(lambda: "And another one" in chat.log_text())
            await chat.until(lambda: texts_on_their_way(tmp_path) == [])
            await chat.until(lambda: not chat.pane.queue_line.display)
            assert chat.composer.text == "Typed behind them"


async def test_who_quits_while_the_server_says_nothing_waits_less_and_is_told(
    tmp_path: Path, server: FakeServer, store_database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "KNOCK_SECONDS", 3600.0)
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 3600)
    monkeypatch.setattr(leaving, "SLOW_SECONDS", 0.0)
    with proxy_to(store_database.port) as proxy:
        url = f"{replace(store_database, port=proxy.port).url}?sslmode=disable"
        async with chatting_at(url, tmp_path, server) as chat:
            await chat.send("A long one")
            await chat.answered()
            with proxy.silence():
                chat.composer.insert("Said into silence")
                chat.burst("enter")
                await chat.until(lambda: texts_on_their_way(tmp_path) == ["Said into silence"])
                chat.composer.insert("Typed since")
                quitting = asyncio.create_task(chat.app.action_quit())
                await chat.until(lambda: "Quitting, once" in chat.text(chat.pane.notice))
                await quitting
        assert texts_on_their_way(tmp_path) == []
        async with chatting_at(url, tmp_path, server) as chat:
            await chat.choose("A long one")
            await chat.until(lambda: "Said into silence" in chat.log_text())
            await chat.until(lambda: chat.composer.text == "Typed since")


async def test_who_quits_before_the_server_lets_anybody_in_waits_less_and_is_told(
    tmp_path: Path, server: FakeServer, store_database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "SLOW_SECONDS", 0.0)
    with proxy_to(store_database.port) as proxy:
        url = f"{replace(store_database, port=proxy.port).url}?sslmode=disable"
        with proxy.silence():
            async with starting_at(f"{url}&connect_timeout=3600", tmp_path, server) as chat:
                chat.composer.insert("Said into silence")
                chat.burst("enter")
                await chat.until(lambda: texts_on_their_way(tmp_path) == ["Said into silence"])
                chat.composer.insert("Typed since")
                quitting = asyncio.create_task(chat.app.action_quit())
                await chat.until(lambda: "Quitting, once" in chat.text(chat.pane.notice))
                await quitting
        assert texts_on_their_way(tmp_path) == []
        async with chatting_at(url, tmp_path, server) as chat:
            await chat.choose("Said into silence")
            await chat.until(lambda: "Said into silence" in chat.log_text())
            await chat.until(lambda: chat.composer.text == "Typed since")


async def test_a_question_of_the_command_line_is_kept_when_the_key_quits_before_it_is_asked(
    tmp_path: Path, server: FakeServer, store_database: Place
) -> None:
    with proxy_to(store_database.port) as proxy:
        url = f"{replace(store_database, port=proxy.port).url}?sslmode=disable"
        with proxy.silence():
            question = Intent(question="Asked into silence")
            slow = f"{url}&connect_timeout=3600"
            async with starting_at(slow, tmp_path, server, intent=question) as chat:
                await chat.focus_is(chat.composer)
                chat.burst("ctrl+q")
                await chat.until(lambda: not chat.app.is_running)
        async with chatting_at(url, tmp_path, server) as chat:
            await chat.until(
                lambda: (
                    chat.composer.text == "Asked into silence"
                    or "Asked into silence" in chat.text(chat.sidebar)
                )
            )


@pytest.mark.parametrize("size", [(80, 24), (50, 20), (120, 40)])
async def test_what_the_start_waits_for_is_said_until_it_is_there(
    tmp_path: Path,
    server: FakeServer,
    store_database: Place,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    monkeypatch.setattr(opening_sign, "OPENING_SECONDS", 0.0)
    with proxy_to(store_database.port) as proxy:
        url = f"{replace(store_database, port=proxy.port).url}?sslmode=disable"
        with proxy.silence():
            async with starting_at(url, tmp_path, server, size=size) as chat:
                await chat.until(lambda: "Waiting for the database at" in status(chat))
                await chat.until(lambda: in_one_line(url.partition("?")[0], chat.log_rows()))
                chat.composer.insert("Said into silence")
                chat.burst("enter")
                await chat.until(lambda: chat.screen._model.is_saving)
                assert "Waiting for the database at" in status(chat)
                proxy.flow()
                await chat.until(lambda: "Said into silence" in chat.log_text())
                await chat.until(lambda: "Waiting" not in chat.text())


async def test_the_start_from_a_file_waits_for_nothing_that_would_be_said(
    tmp_path: Path, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening_sign, "OPENING_SECONDS", 0.0)
    said: list[str] = []
    monkeypatch.setattr(CopilotApp, "server_state", lambda _, sentence: said.append(sentence))
    async with chatting(tmp_path, server):
        assert not any("database" in sentence for sentence in said)


def status(chat: Chat) -> str:
    return chat.text(chat.screen.status_line)


def in_one_line(words: str, rows: list[str]) -> bool:
    """Whether words stand there, and be it broken into lines in the middle of a word."""
    return words in "".join(row.strip() for row in rows)


@asynccontextmanager
async def starting_at(
    url: str,
    folder: Path,
    server: FakeServer,
    *,
    size: tuple[int, int] = (80, 24),
    intent: Intent | None = None,
) -> AsyncIterator[Chat]:
    """The app while it is not known yet who answers."""
    paths = Paths(config=folder, data=folder)
    settings = load_settings(paths, {}, Flags(url=server.url, database=url))
    app, store = build(settings, paths, ENVIRONMENT, intent=intent)
    painted = PaintedScreen(app)
    try:
        async with app.run_test(size=size, notifications=True) as pilot:
            try:
                yield Chat(pilot, server, store, painted)
            finally:
                if app.is_running:
                    await app.action_quit()
    finally:
        store.close()


def texts_on_their_way(folder: Path) -> list[str]:
    """What is kept because nobody knows whether the server has it."""
    texts = []
    for path in sorted(folder.glob("servers/*/unsent-*.json")):
        # It may be gone, or not be whole yet.
        with suppress(OSError, ValueError):
            texts.append(decoded(path.read_bytes()).text)
    return texts
