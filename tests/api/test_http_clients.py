"""Tests of the connections that are kept, and of proxies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.catalog import probe
from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.http_clients import is_loopback
from copilot_tui.errors import ServerUnreachable
from tests.api.asking import ask, failure_of, text_of
from tests.servers_fake import FakeServer, json_answer, reply

if TYPE_CHECKING:
    from pathlib import Path

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


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
async def test_certificates_that_cannot_be_read_are_told(
    client: ChatClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    bad = tmp_path / "no certificate"
    bad.write_text("no certificate")
    monkeypatch.setenv(name, str(bad if name == "SSL_CERT_FILE" else tmp_path / "\udcff" / "x"))
    probed = await probe(client, Endpoint("https://127.0.0.1:9/v1"))
    _, error = await failure_of(client, Endpoint("https://127.0.0.1:9/v1"))

    assert isinstance(error, ServerUnreachable)
    if name == "SSL_CERT_FILE":
        assert "certificates that SSL_CERT_FILE" in error.what
        assert "SSL_CERT_FILE" in probed.error
    assert not probed.reachable


async def test_no_server_is_sent_what_another_one_has_set(client: ChatClient) -> None:
    """Cookies know no ports, so a server could watch what is asked of its neighbours."""
    cookie = "watched=1; Path=/"
    async with FakeServer() as first, FakeServer() as second:
        for server in (first, second):
            server.default = reply("Hello")
            server.route("/v1/models", json_answer({"data": []}, Set_Cookie=cookie))
        first.answer(replace(reply("Hello"), headers={"Set-Cookie": cookie}))
        for server in (first, second, first):
            await ask(client, Endpoint(server.url))
            await probe(client, Endpoint(server.url))

    seen = [*first.requests, *second.requests]
    assert len(seen) >= 9
    assert [request.path for request in seen if "cookie" in request.headers] == []
