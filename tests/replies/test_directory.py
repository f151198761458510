"""What the servers offer to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.client import ChatClient
from copilot_tui.chat.answerer import ANY_PROVIDER, Answerer
from copilot_tui.errors import ReplyError, ServerUnreachable
from copilot_tui.profile import G4F, OFFLINE_MODEL, Dialect, Profile
from copilot_tui.replies.directory import Directory
from copilot_tui.servers.choice import Choice
from tests.servers_fake import FakeServer, json_answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PLAIN = Profile(name="work", url="", dialect=Dialect.OPENAI)


@pytest.fixture
async def client() -> AsyncIterator[ChatClient]:
    client = ChatClient()
    yield client
    await client.aclose()


def directory(client: ChatClient, choice: Choice) -> Directory:
    async def connect(_: str) -> Choice:
        return choice

    return Directory(client, connect)


async def test_g4f_offers_its_providers_and_then_its_models_with_any_of_them(
    client: ChatClient, server: FakeServer
) -> None:
    server.route(
        "/v1/models",
        json_answer({"data": [{"id": "gpt-4o"}, {"id": "Copilot", "provider": True}]}),
    )
    server.route("/v1/providers", json_answer([{"id": "Copilot"}, {"id": "Qwen"}]))
    offered = directory(client, Choice(G4F, server.url, is_g4f=True))
    assert await offered.answerers("g4f") == [
        Answerer("g4f", "Copilot"),
        Answerer("g4f", "Qwen"),
        Answerer("g4f", ANY_PROVIDER, "gpt-4o"),
    ]


async def test_a_provider_offers_the_models_it_lists(
    client: ChatClient, server: FakeServer
) -> None:
    server.route("/v1/providers/Copilot", json_answer({"models": ["Copilot", "Think Deeper"]}))
    offered = directory(client, Choice(G4F, server.url, is_g4f=True))
    assert await offered.models_of("g4f", "Copilot") == ["Copilot", "Think Deeper"]


async def test_a_plain_server_offers_its_models(client: ChatClient, server: FakeServer) -> None:
    server.route("/v1/models", json_answer({"data": [{"id": "small"}, {"id": "large"}]}))
    offered = directory(client, Choice(PLAIN, server.url))
    assert await offered.answerers("work") == [
        Answerer("work", "", "small"),
        Answerer("work", "", "large"),
    ]


async def test_a_server_that_lists_nothing_usable_says_so(
    client: ChatClient, server: FakeServer
) -> None:
    server.route("/v1/models", json_answer("no list"))
    with pytest.raises(ReplyError):
        await directory(client, Choice(PLAIN, server.url)).answerers("work")


async def test_a_profile_without_a_server_says_why(client: ChatClient) -> None:
    nobody = Choice(None, "", reason="No server answers at http://127.0.0.1:9/v1.")
    with pytest.raises(ServerUnreachable, match="No server answers"):
        await directory(client, nobody).answerers("work")


async def test_the_embedded_model_is_listed_without_being_started(client: ChatClient) -> None:
    async def connect(_: str) -> Choice:
        raise AssertionError("nothing is to be started")

    offered = Directory(client, connect)
    assert await offered.answerers("offline") == [Answerer("offline", "", OFFLINE_MODEL)]
