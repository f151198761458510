"""Every way in which a reply can end leaves its text, the right status and a free prompt."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from dataclasses import replace
from subprocess import PIPE, Popen
from typing import TYPE_CHECKING

import pytest

from copilot_tui.chat.conversation import Message, Status
from copilot_tui.errors import StoreError
from copilot_tui.ui import reply_meter
from tests.servers_fake import Answer, Ending, FakeServer, Framing, Gate, chunk, events, json_answer
from tests.ui.driving import Chat, chatting
from tests.ui.preparing import scripted, scripted_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from copilot_tui.store.store import Store

HALF = (events(chunk("Half of it"), done=False),)
GREETING = "Hello from the fake server."

BROKEN: dict[str, tuple[Answer, Status]] = {
    "cut": (Answer(HALF, ending=Ending.CUT), Status.INTERRUPTED),
    "reset": (Answer(HALF, ending=Ending.RESET), Status.INTERRUPTED),
    "ended without a finish": (Answer(HALF), Status.INTERRUPTED),
    "closed without a length": (Answer(HALF, framing=Framing.CLOSE), Status.INTERRUPTED),
    "error in the stream": (
        Answer((*HALF, events({"error": {"message": "No more."}}))),
        Status.FAILED,
    ),
}
SILENT: dict[str, Answer] = {
    "stalled": Answer(HALF, ending=Ending.STALL),
    "dripping": Answer(HALF, ending=Ending.DRIP),
}


async def last(chat: Chat) -> Message:
    """The last message of the open conversation, as it is on disk."""
    conversation = chat.opened.id

    def read(store: Store) -> Message:
        leaf = store.conversations.get(conversation).active_leaf
        assert leaf is not None
        return store.tree.get(leaf)

    return await chat.store.run(read)


async def press_in_log(chat: Chat, key: str) -> None:
    """Press a key at the last message."""
    chat.log.focus()
    await chat.focus_is(chat.log)
    await chat.press(key)


async def prompt_sends(chat: Chat) -> None:
    """See that a message typed now is sent and answered."""
    chat.composer.focus()
    await chat.focus_is(chat.composer)
    await chat.send("And now?")
    await chat.answered()
    await chat.until(lambda: GREETING in chat.log_text())
    assert chat.asked[-1].endswith("And now?")


async def half_is_kept(chat: Chat, status: Status) -> None:
    await chat.answered()
    kept = await last(chat)
    assert (kept.content, kept.status) == ("Half of it", status)
    await chat.until(lambda: "Half of it" in chat.log_text())


@pytest.mark.parametrize("ending", BROKEN)
async def test_after_a_broken_stream_its_text_is_kept_and_the_prompt_sends(
    tmp_path: Path, server: FakeServer, ending: str
) -> None:
    answer, status = BROKEN[ending]
    server.answer(answer)
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await half_is_kept(chat, status)
        await prompt_sends(chat)


@pytest.mark.parametrize("ending", BROKEN)
async def test_after_a_broken_stream_one_can_ask_again_and_go_on(
    tmp_path: Path, server: FakeServer, ending: str
) -> None:
    answer, status = BROKEN[ending]
    server.answer(answer, answer, scripted("it, and the rest."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await half_is_kept(chat, status)
        await press_in_log(chat, "r")
        await chat.until(lambda: len(chat.asked) == 2)
        await half_is_kept(chat, status)
        await chat.press("m")
        await chat.until(lambda: "Half of it, and the rest." in chat.log_rows())
        await chat.answered()
        assert (await last(chat)).status is Status.COMPLETE


@pytest.mark.parametrize("ending", SILENT)
async def test_a_stream_without_text_says_so_and_stops_at_once(
    tmp_path: Path, server: FakeServer, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reply_meter, "STALLED_SECONDS", 0.3)
    server.answer(SILENT[ending])
    async with chatting(tmp_path, server, size=(120, 24)) as chat:
        await chat.send("Go")
        await chat.until(lambda: "Half of it" in chat.log_rows())
        await chat.until(lambda: "no text for" in chat.text(chat.screen.status_line))
        assert "esc stop" in chat.text(chat.screen.status_line)
        await chat.press("escape")
        await half_is_kept(chat, Status.STOPPED)
        await prompt_sends(chat)
        assert "no text for" not in chat.text(chat.screen.status_line)


async def test_a_refusal_leaves_the_prompt_free(tmp_path: Path, server: FakeServer) -> None:
    server.answer(json_answer({"error": {"message": "Out of order."}}, 500))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        await chat.answered()
        await chat.until(lambda: "Out of order." in chat.log_text())
        assert (await last(chat)).status is Status.FAILED
        await prompt_sends(chat)


def refused(*_: object, **__: object) -> None:
    raise StoreError("The disk is full.")


def broken(*_: object, **__: object) -> None:
    raise ValueError("a fault of our own")


BEGINNING = "the reply cannot be begun"
RELEASING = "what waits cannot be taken back"
FAULTS: dict[str, Callable[[Store], tuple[object, str]]] = {
    BEGINNING: lambda store: (store.journal, "begin"),
    "its pieces cannot be written": lambda store: (store.journal, "write_all"),
    "its end cannot be written": lambda store: (store.journal, "finish"),
    "what waits cannot be looked for": lambda store: (store.queue, "first"),
    RELEASING: lambda store: (store.queue, "release"),
    "the conversation cannot be read": lambda store: (store.conversations, "get"),
}


@contextmanager
def breaking(chat: Chat, where: str, fault: Callable[..., None]) -> Iterator[None]:
    """Let one thing that is asked of the store fail."""

    def break_it(store: Store) -> None:
        setattr(*FAULTS[where](store), fault)

    def mend_it(store: Store) -> None:
        delattr(*FAULTS[where](store))

    chat.store.queue(break_it)
    yield
    chat.store.queue(mend_it)


@pytest.mark.parametrize("fault", [refused, broken])
async def test_a_reply_that_cannot_be_begun_leaves_the_prompt_free(
    tmp_path: Path, server: FakeServer, fault: Callable[..., None]
) -> None:
    async with chatting(tmp_path, server) as chat:
        with breaking(chat, BEGINNING, fault), breaking(chat, RELEASING, fault):
            await chat.type("Go")
            await chat.press("enter")
            await chat.until(lambda: chat.notices() != [])
            await chat.answered()
            await chat.pause()
        await prompt_sends(chat)


@pytest.mark.parametrize("where", [where for where in FAULTS if where != BEGINNING])
@pytest.mark.parametrize("complete", [True, False])
async def test_whatever_the_store_refuses_the_prompt_sends_once_it_works_again(
    tmp_path: Path,
    server: FakeServer,
    *,
    where: str,
    complete: bool,
) -> None:
    gate = Gate()
    whole = scripted(gate, "Half of it")
    answer = whole if complete else replace(whole, steps=(gate, *HALF))
    async with chatting(tmp_path, server) as chat:
        server.answer(answer)
        await chat.send("Go")
        with breaking(chat, where, broken):
            gate.open()
            await chat.answered()
            await chat.pause()
        await prompt_sends(chat)


async def test_two_replies_that_are_asked_for_at_once_are_one(
    tmp_path: Path, server: FakeServer
) -> None:
    server.answer(scripted(Gate()))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Go")
        parent = (await last(chat)).parent
        question = None if parent is None else chat.log.shown(parent)
        assert question is not None
        chat.pane.exchange._start(question)
        await chat.until(lambda: any("still answers" in notice for notice in chat.notices()))
        await chat.press("escape")
        await chat.answered()
        assert chat.asked == ["Go"]


SERVER = """
import asyncio, sys
from tests.ui.preparing import scripted, scripted_server
from tests.servers_fake import Gate
async def main():
    server = scripted_server(int(sys.argv[1]))
    if sys.argv[2] == "hangs":
        server.default = scripted("Half of it", Gate())
    async with server:
        print(server.port, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


def child_server(port: int, how: str) -> tuple[Popen[str], int]:
    """The scripted server in a process of its own, and the port that it has taken."""
    process = Popen([sys.executable, "-c", SERVER, str(port), how], stdout=PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def kill(process: Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    assert process.stdout is not None
    process.stdout.close()


async def test_a_server_that_is_killed_and_started_again_answers_again(tmp_path: Path) -> None:
    process, port = child_server(0, "hangs")
    try:
        async with chatting(tmp_path, scripted_server(port)) as chat:
            await chat.type("Go")
            await chat.press("enter")
            await chat.until(lambda: "Half of it" in chat.log_rows())
            kill(process)
            await half_is_kept(chat, Status.INTERRUPTED)
            process, _ = child_server(port, "answers")
            await press_in_log(chat, "r")
            await chat.until(lambda: GREETING in chat.log_rows())
            await chat.answered()
            assert (await last(chat)).status is Status.COMPLETE
    finally:
        kill(process)
