"""A key goes to the server that it is for, wherever that one points."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from copilot_tui.api.catalog import models, probe
from copilot_tui.api.endpoint import Endpoint
from copilot_tui.errors import RequestRefused
from tests.api.asking import failure_of
from tests.servers_fake import Answer, FakeServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from copilot_tui.api.client import ChatClient

STATUSES = [301, 302, 303, 307, 308]
PLACES = [
    "http://{host}/v1/chat/completions",
    "http://user:word@{host}/?key=1",
    "//{host}/v1",
]


@pytest.fixture
async def target() -> AsyncIterator[FakeServer]:
    """Where the first server points; nothing may ever come there."""
    async with FakeServer() as running:
        yield running
        assert (running.connections, running.requests) == (0, [])


def pointing(target: FakeServer, status: int, place: str) -> Answer:
    host = urlsplit(target.url).netloc
    return Answer((), status, {"Location": place.format(host=host)})


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("status", STATUSES)
async def test_a_redirect_is_not_followed_and_says_where_it_pointed(
    client: ChatClient, server: FakeServer, target: FakeServer, status: int, place: str
) -> None:
    server.answer(pointing(target, status, place))
    _, error = await failure_of(client, Endpoint(server.url, api_key="sk-12345"))

    assert isinstance(error, RequestRefused)
    origin = target.url.removesuffix("/v1")
    assert f"redirects to {origin} (HTTP {status})" in error.what
    assert "set it as the url of the profile" in error.todo
    assert "word" not in str(error)
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", STATUSES)
async def test_a_list_of_models_is_not_fetched_from_elsewhere(
    client: ChatClient, server: FakeServer, target: FakeServer, status: int
) -> None:
    server.default = pointing(target, status, PLACES[0])
    endpoint = Endpoint(server.url, api_key="sk-12345")
    with pytest.raises(RequestRefused, match="redirects to"):
        await models(client, endpoint)
    assert "redirects to" in (await probe(client, endpoint)).error


async def test_a_redirect_on_the_same_server_is_not_followed_either(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(Answer((), 308, {"Location": "/other/chat/completions"}))
    _, error = await failure_of(client, Endpoint(server.url, api_key="sk-12345"))

    assert "redirects to another path" in error.what
    assert len(server.requests) == 1


@pytest.mark.parametrize("place", ["", "http://[::1", "javascript:alert(1)", "\x80//\xff"])
async def test_a_place_that_is_none_is_no_error_of_its_own(
    client: ChatClient, server: FakeServer, place: str
) -> None:
    server.answer(Answer((), 302, {"Location": place}))
    _, error = await failure_of(client, Endpoint(server.url))

    assert isinstance(error, RequestRefused)
    assert "another path" in error.what
