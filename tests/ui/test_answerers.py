"""Choosing who answers, conversation by conversation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.config import Flags
from copilot_tui.ui.model_picker import ModelPicker
from tests.servers_fake import Answer, FakeServer, Gate, SeenRequest, json_answer, reply
from tests.ui.driving import Chat, chatting
from tests.ui.in_the_log import COMPLETIONS, bodies, contents, exchange, press_on
from tests.ui.preparing import add_conversation, scripted_server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

GREETING = "Hello from the fake server."


@pytest.fixture
async def other() -> AsyncIterator[FakeServer]:
    """A second server, which keeps no threads."""
    async with FakeServer(default=reply("Hello from the other one.")) as listening:
        listening.route("/v1/models", json_answer({"data": [{"id": "tiny"}]}))
        listening.route("/v1/providers", json_answer({"detail": "Not Found"}, status=404))
        yield listening


async def choose_model(chat: Chat, query: str, row: str, profile: str = "g4f") -> None:
    """Open the list with its key, type some letters, and take the first row once it is this."""
    await chat.press("f3")
    await chat.until(lambda: isinstance(chat.app.screen, ModelPicker))
    chat.burst(*query)
    await chat.until(lambda: any(row in line and profile in line for line in chat.rows()))
    await chat.press("enter")
    await chat.until(lambda: chat.app.screen is chat.screen)


def refuse_model(server: FakeServer, model: str) -> None:
    """Let the server refuse one model, and answer with all others."""

    def answer(seen: SeenRequest) -> Answer:
        if seen.body["model"] == model:
            return json_answer({"error": {"message": f"No model {model} here"}}, status=404)
        return reply(GREETING)

    server.route(COMPLETIONS, answer)


async def test_f3_lists_what_the_server_offers(tmp_path: Path, server: FakeServer) -> None:
    async with chatting(tmp_path, server) as chat:
        await chat.press("f3")
        await chat.until(lambda: any("gpt-4o" in row for row in chat.rows()))
        assert any("Copilot" in row for row in chat.rows())
        await chat.leave_dialogs()
        await chat.focus_is(chat.composer)


async def test_a_model_chosen_before_the_first_message_and_another_in_the_middle_are_asked(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await choose_model(chat, "gpt", "gpt-4o")
        await chat.until(lambda: any("gpt-4o" in text for text in chat.notices()))
        await exchange(chat, "one", GREETING)
        await chat.press("f3")
        chat.burst(*"xyz")
        await chat.until(lambda: any("Use “xyz”" in row for row in chat.rows()))
        await chat.press("enter")
        await chat.until(lambda: any("xyz" in text for text in chat.notices()))
        await exchange(chat, "two", GREETING)
        first, second = bodies(server)
        assert first["model"] == "gpt-4o"
        assert second["model"] == "xyz"
        assert chat.opened.model == "xyz"


async def test_a_listed_model_comes_before_what_was_typed_also_when_the_list_is_late(
    tmp_path: Path, server: FakeServer
) -> None:
    gate = Gate()
    async with chatting(tmp_path, server) as chat:
        late = replace(json_answer({"data": [{"id": "gpt-4o"}]}), before=gate)
        server.route("/v1/models", late)
        chat.burst("f3", *"gpt")
        await chat.until(lambda: any("Use “gpt”" in row for row in chat.rows()))
        gate.open()
        await chat.until(lambda: any("gpt-4o" in row for row in chat.rows()))
        await chat.press("enter")
        await exchange(chat, "one", GREETING)
        assert bodies(server)[0]["model"] == "gpt-4o"


async def test_a_new_conversation_is_not_asked_with_the_model_of_the_last_one(
    tmp_path: Path, server: FakeServer
) -> None:
    async with chatting(tmp_path, server) as chat:
        await choose_model(chat, "gpt", "gpt-4o")
        await exchange(chat, "one", GREETING)
        await chat.start_new()
        await exchange(chat, "two", GREETING)
        assert [body["model"] for body in bodies(server)] == ["gpt-4o", ""]


async def test_each_conversation_asks_the_server_of_its_own_profile(
    tmp_path: Path, server: FakeServer, other: FakeServer
) -> None:
    (tmp_path / "config.toml").write_text(
        f'[profiles.g4f]\nurl = "{server.url}"\n[profiles.small]\nurl = "{other.url}"\n'
    )
    async with chatting(tmp_path, server, flags=Flags()) as chat:
        await exchange(chat, "one", GREETING)
        await chat.start_new()
        await choose_model(chat, "tiny", "tiny", "small")
        await chat.until(lambda: "tiny" in chat.text(chat.screen.status_line))
        await chat.until(lambda: "tiny" in chat.text(chat.composer))
        await chat.type("two")
        chat.burst("enter")
        await chat.until(lambda: contents(chat) == ["two", "Hello from the other one."])
        await chat.answered()
        assert (len(bodies(server)), len(bodies(other))) == (1, 1)
        assert bodies(other)[0]["model"] == "tiny"
        await chat.choose("one")
        await chat.until(lambda: "Message Copilot" in chat.text(chat.composer))
        await chat.until(lambda: "tiny" not in chat.text(chat.screen.status_line))
        await chat.until(lambda: contents(chat)[:1] == ["one"])
        await chat.send("three")
        await chat.answered()
        assert (len(bodies(server)), len(bodies(other))) == (2, 1)
    async with chatting(tmp_path, server, flags=Flags()) as chat:
        await chat.until(lambda: chat.sidebar.last is not None)
        await chat.choose("two")
        await chat.type("four")
        chat.burst("enter")
        await chat.until(lambda: len(contents(chat)) == 4)
        await chat.answered()
        assert (len(bodies(server)), len(bodies(other))) == (2, 2)


async def test_a_model_that_the_server_refuses_is_told_of_and_another_one_answers(
    tmp_path: Path, server: FakeServer
) -> None:
    refuse_model(server, "nonsense")
    async with chatting(tmp_path, server) as chat:
        chat.burst(*"/model nonsense", "enter")
        await chat.until(lambda: any("nonsense" in text for text in chat.notices()))
        assert chat.composer.text == ""
        await chat.send("one")
        await chat.until(lambda: "No model nonsense here" in chat.log_text())
        await chat.answered()
        chat.burst(*"/model gpt-4o", "enter")
        await chat.until(lambda: chat.opened.model == "gpt-4o")
        await press_on(chat, "one", "r")
        await chat.until(lambda: contents(chat) == ["one", GREETING])
        await chat.answered()
        assert [body["model"] for body in bodies(server)] == ["nonsense", "gpt-4o"]


async def test_a_profile_whose_server_is_away_is_told_of_in_its_conversation_alone(
    tmp_path: Path, server: FakeServer
) -> None:
    async with scripted_server() as gone:
        url = gone.url
    (tmp_path / "config.toml").write_text(
        f'[profiles.g4f]\nurl = "{server.url}"\n[profiles.gone]\nurl = "{url}"\nmodel = "lost"\n'
    )
    add_conversation(tmp_path, "talk", [("q", "a")])
    async with chatting(tmp_path, server, flags=Flags()) as chat:
        await chat.choose("talk")
        await chat.store.run(
            lambda store: store.conversations.choose(1, profile="gone", provider="", model="")
        )
        await chat.type("one")
        chat.burst("enter")
        await chat.until(lambda: len(contents(chat)) == 4)
        await chat.answered()
        assert bodies(server) == []
        await chat.until(lambda: url in chat.log_text())
        await chat.start_new()
        await exchange(chat, "two", GREETING)
