"""Tests of the connections that are kept, and of proxies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.http_clients import is_loopback
from copilot_tui.errors import ServerUnreachable
from tests.api.asking import ask, failure_of, text_of
from tests.servers_fake import FakeServer, reply

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST.", "a.localhost", "127.0.0.1", "127.8.8.8", "::1", "0.0.0.0"]
)
def test_the_machine_itself_is_known_by_all_its_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "example.com", "localhost.example", "10.0.0.1", "::2"])
def test_other_machines_are_not_taken_for_it(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9", "nonsense://x"])
async def test_no_proxy_stands_between_the_app_and_this_machine(
    client: ChatClient, server: FakeServer, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy)
    server.answer(reply("direct"))

    assert text_of(await ask(client, Endpoint(server.url))) == "direct"


async def test_other_machines_are_asked_through_the_proxy(
    client: ChatClient, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url.removesuffix("/v1"))
    monkeypatch.setenv("no_proxy", "")
    server.answer(reply("through"))

    assert text_of(await ask(client, Endpoint("http://chat.example/v1"))) == "through"
    assert server.requests[0].path == "http://chat.example/v1/chat/completions"


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "nonsense://x"])
async def test_a_proxy_that_cannot_be_used_is_told(
    client: ChatClient, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    _, error = await failure_of(client, Endpoint("http://chat.example/v1"))

    assert isinstance(error, ServerUnreachable)
    assert "proxy" in error.what
