"""Several conversations at once, and going from one to the other."""

from __future__ import annotations

from pathlib import Path

from tests.servers_fake import Answer, FakeServer, Gate, SeenRequest
from tests.ui.driving import Chat, chatting, slow_store
from tests.ui.preparing import add_conversation, scripted

MARKERS = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


def route(server: FakeServer, answers: dict[str, Answer]) -> None:
    """Answer each last message in its own way."""

    def choose(seen: SeenRequest) -> Answer:
        messages = seen.body["messages"]
        assert isinstance(messages, list)
        return answers[messages[-1]["content"]]

    server.route("/v1/chat/completions", choose)


async def fruit_seen(chat: Chat, last: str) -> list[str]:
    """The numbered rows of the log once this one is among them."""
    await chat.until(lambda: last in chat.log_rows())
    return [row for row in chat.log_rows() if row.startswith(("apples ", "pears "))]


def sidebar_row(chat: Chat, title: str) -> str:
    """The row of a conversation as it is drawn; empty when it is not there."""
    return next((row for row in chat.rows(chat.sidebar.region) if title in row), "")


async def test_two_conversations_stream_at_once_and_each_shows_exactly_its_own_text(
    tmp_path: Path, server: FakeServer
) -> None:
    gates = {name: [Gate() for _ in range(4)] for name in ("apples", "pears")}
    words = {name: [f"{name} {number}" for number in range(5)] for name in gates}
    parts: dict[str, list[str | Gate]] = {name: [] for name in gates}
    for name, numbered in words.items():
        for text, gate in zip(numbered, [*gates[name], None], strict=True):
            parts[name] += [f"{text}\n\n"] if gate is None else [f"{text}\n\n", gate]
    route(server, {name: scripted(*parts[name]) for name in gates})
    async with chatting(tmp_path, server) as chat:
        await chat.send("apples")
        await chat.start_new()
        await chat.send("pears")
        await chat.until(lambda: len(chat.sidebar.running) == 2)
        for step in range(4):
            for name in ("apples", "pears"):
                await chat.choose(name)
                assert await fruit_seen(chat, words[name][step]) == words[name][: step + 1]
                gates[name][step].open()
        await chat.answered()
        for name in ("apples", "pears"):
            await chat.choose(name)
            assert await fruit_seen(chat, words[name][-1]) == words[name]


async def test_a_reply_keeps_its_time_and_context_while_it_is_not_looked_at(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Some words of the answer", gate, "."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Slow one")
        await chat.until(lambda: "Some words" in chat.log_text())
        await chat.start_new()
        assert not any("context:" in part for part in chat.screen.status_line.status.parts)
        await chat.choose("Slow one")
        await chat.until(lambda: "context: thread" in chat.screen.status_line.status.parts)
        assert not any(part.startswith("waiting") for part in chat.screen.status_line.status.parts)
        gate.open()
        await chat.answered()


async def test_a_running_conversation_has_a_spinner_and_an_unseen_reply_a_dot(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Wait", gate, " for it."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Slow one")
        await chat.until(lambda: any(mark in sidebar_row(chat, "Slow one") for mark in MARKERS))
        slow = chat.opened.id
        assert chat.sidebar.running == {slow}
        await chat.start_new()
        gate.open()
        await chat.answered()
        await chat.until(lambda: "•" in sidebar_row(chat, "Slow one"))
        assert not any(mark in sidebar_row(chat, "Slow one") for mark in MARKERS)
        await chat.choose("Slow one")
        await chat.until(lambda: "•" not in sidebar_row(chat, "Slow one"))
        await chat.until(lambda: "Wait for it." in chat.log_rows())


async def test_an_unread_mark_survives_a_restart(tmp_path: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted(gate, "Done."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Slow one")
        await chat.start_new()
        gate.open()
        await chat.until(lambda: "•" in sidebar_row(chat, "Slow one"))
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.until(lambda: "•" in sidebar_row(chat, "Slow one"))


async def test_a_reply_that_ends_while_its_conversation_is_being_opened_is_not_unread(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    server.answer(scripted("Almost", gate, " done."))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Slow one")
        await chat.start_new()
        with slow_store(chat):
            chat.burst("ctrl+t", "home", "enter")
            await chat.is_opening("Slow one")
            gate.open()
            await chat.until(lambda: not chat.sidebar.running)
        await chat.until(lambda: "Almost done." in chat.log_rows())
        await chat.until(lambda: chat.pane.conversation == chat.sidebar.last)
        assert not chat.opened.unread
        await chat.until(lambda: "•" not in sidebar_row(chat, "Slow one"))


async def test_a_reply_goes_on_growing_while_the_store_is_slow(
    tmp_path: Path, server: FakeServer
) -> None:
    gates = Gate(), Gate()
    route(
        server,
        {"first": scripted("One", gates[0], "."), "second": scripted("Two", gates[1], " three")},
    )
    async with chatting(tmp_path, server) as chat:
        await chat.send("first")
        await chat.start_new()
        await chat.send("second")
        await chat.until(lambda: "Two" in chat.log_rows())
        with slow_store(chat):
            gates[0].open()
            await chat.until(lambda: chat.sidebar.running == {chat.opened.id})
            gates[1].open()
            await chat.until(lambda: "Two three" in chat.log_rows())


async def test_opening_one_conversation_right_after_another_shows_the_last_one(
    tmp_path: Path, server: FakeServer
) -> None:
    for name in ("one", "two", "three"):
        add_conversation(tmp_path, name, [(f"question {name}", f"answer {name}")])
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        with slow_store(chat):
            for downs, name in enumerate(("three", "two", "one")):
                chat.burst("ctrl+t", "home", *["down"] * downs, "enter")
                await chat.is_opening(name)
        await chat.until(lambda: "answer one" in chat.log_rows())
        assert chat.opened.title == "one"
        assert "answer two" not in chat.log_text()
        await chat.until(lambda: chat.sidebar.open_id == chat.opened.id)


async def test_quitting_during_a_reply_keeps_its_text(tmp_path: Path, server: FakeServer) -> None:
    gate = Gate()
    server.answer(scripted("So far so good", gate, " never"))
    async with chatting(tmp_path, server) as chat:
        await chat.send("Tell me")
        await chat.until(lambda: "So far so good" in chat.log_text())
        await chat.press("ctrl+q")
        await chat.until(lambda: not chat.app.is_running)
    async with chatting(tmp_path, server) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("Tell me")
        await chat.until(lambda: "So far so good" in chat.log_rows())
        assert "interrupted" in chat.log_text()
        assert not chat.sidebar.running
