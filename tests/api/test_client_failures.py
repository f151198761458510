"""Tests of everything that keeps a reply from coming, and what is said about it."""

from __future__ import annotations

import asyncio
import json
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.events import TextDelta
from copilot_tui.errors import (
    ReplyFailed,
    ReplyInterrupted,
    RequestRefused,
    ServerUnreachable,
)
from copilot_tui.profile import Limits, Timeouts
from tests.api.asking import REQUEST, failure_of
from tests.api.raw_server import raw_server
from tests.servers_fake import (
    Answer,
    Ending,
    FakeServer,
    Framing,
    Gate,
    chunk,
    events,
    json_answer,
    recording,
)

if TYPE_CHECKING:
    from copilot_tui.api.client import ChatClient

SOON = Timeouts(connect=5.0, first_byte=0.05, between_chunks=0.05)


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


async def test_a_port_where_nothing_listens_is_unreachable(client: ChatClient) -> None:
    url = f"http://127.0.0.1:{closed_port()}/v1"
    _, error = await failure_of(client, Endpoint(url))

    assert isinstance(error, ServerUnreachable)
    assert error.what == f"Nothing answers at {url}."
    assert error.todo


async def test_https_to_a_plain_server_is_unreachable(client: ChatClient) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as plain:
        port = plain.sockets[0].getsockname()[1]
        _, error = await failure_of(client, Endpoint(f"https://127.0.0.1:{port}/v1"))

    assert isinstance(error, ServerUnreachable)
    assert "No secure connection" in error.what


async def test_a_host_that_does_not_exist_is_unreachable(
    client: ChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_found(*_arguments: object, **_named: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    _, error = await failure_of(client, Endpoint("http://nowhere.localhost:1/v1"))

    assert isinstance(error, ServerUnreachable)
    assert error.what == "The host of http://nowhere.localhost:1/v1 was not found."


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:1337/v1",
        "ftp://localhost/v1",
        "http://",
        "http://[::1/v1",
        "http://localhost:99999/v1",
        "http://127.0.0.1:port/v1",
        "http://local\x00host/v1",
    ],
)
async def test_an_address_that_is_none_is_unreachable(client: ChatClient, url: str) -> None:
    _, error = await failure_of(client, Endpoint(url))

    assert isinstance(error, ServerUnreachable)
    assert "is not the address of a server" in error.what


@pytest.mark.parametrize("host", ["a..localhost", "a" * 70 + ".localhost"])
async def test_a_host_name_that_cannot_be_is_not_found(client: ChatClient, host: str) -> None:
    _, error = await failure_of(client, Endpoint(f"http://{host}:1/v1"))

    assert isinstance(error, ServerUnreachable)
    assert "was not found" in error.what


@pytest.mark.parametrize("key", ["schlüssel", "two\nlines", "nul\x00", "日本"])
async def test_a_key_that_does_not_fit_a_header_is_refused_without_showing_it(
    client: ChatClient, server: FakeServer, key: str
) -> None:
    endpoint = Endpoint(server.url, api_key=key)
    _, error = await failure_of(client, endpoint)

    assert isinstance(error, ServerUnreachable)
    assert key not in f"{error}{endpoint!r}"
    assert server.requests == []


async def test_a_parameter_that_json_cannot_say_is_refused(
    client: ChatClient, server: FakeServer
) -> None:
    request = replace(REQUEST, parameters={"temperature": float("nan")})
    _, error = await failure_of(client, Endpoint(server.url), request)

    assert isinstance(error, ServerUnreachable)
    assert server.requests == []


@pytest.mark.parametrize(
    "name",
    ["g4f-401", "g4f-422", "g4f-429", "g4f-500-plain-text", "llama-400-context-overflow"],
)
async def test_a_recorded_http_error_refuses_the_request(
    client: ChatClient, server: FakeServer, name: str
) -> None:
    answer = recording(name).cut(10)
    server.answer(answer)
    received, error = await failure_of(client, Endpoint(server.url))

    assert received == []
    assert isinstance(error, RequestRefused)
    assert error.status == answer.status
    assert error.detail


async def test_a_huge_error_body_is_read_only_in_part(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(Answer((b"x" * 5_000,), 500, ending=Ending.STALL))
    _, error = await failure_of(client, Endpoint(server.url, limits=Limits(error_body=1_000)))

    assert isinstance(error, RequestRefused)
    assert error.detail.startswith("xxx")


async def test_the_body_of_a_broken_error_is_kept_as_far_as_it_came(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(Answer((b"out of memory",), 500, ending=Ending.CUT))
    _, error = await failure_of(client, Endpoint(server.url))

    assert isinstance(error, RequestRefused)
    assert error.detail == "out of memory"


async def test_a_redirect_is_not_followed_and_named(client: ChatClient, server: FakeServer) -> None:
    server.answer(Answer((), 307, {"Location": "http://elsewhere.example/v1"}))
    _, error = await failure_of(client, Endpoint(server.url, api_key="sk-12345"))

    assert isinstance(error, RequestRefused)
    assert "http://elsewhere.example" in error.what
    assert len(server.requests) == 1


async def test_an_error_in_mid_stream_fails_after_the_text_before_it(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(recording("g4f-error-mid-stream"))
    received, error = await failure_of(client, Endpoint(server.url))

    assert isinstance(error, ReplyFailed)
    assert sum(isinstance(event, TextDelta) for event in received) == 5


@pytest.mark.parametrize("ending", [Ending.CUT, Ending.RESET, Ending.COMPLETE])
@pytest.mark.parametrize("framing", [Framing.CHUNKED, Framing.CLOSE])
async def test_a_reply_that_breaks_off_is_interrupted_and_keeps_its_text(
    client: ChatClient, server: FakeServer, ending: Ending, framing: Framing
) -> None:
    gate = Gate()
    body = events(chunk("half"), done=False)
    server.answer(Answer((body, gate), framing=framing, ending=ending))
    received, error = await failure_of(client, Endpoint(server.url), on_event=gate.open)

    assert received == [TextDelta("half")]
    assert isinstance(error, ReplyInterrupted)


async def test_a_server_that_hangs_up_instead_of_answering_interrupts(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(Answer((b"this is not HTTP",), framing=Framing.CLOSE, headers={"A\nb": "x"}))
    _, error = await failure_of(client, Endpoint(server.url))

    assert isinstance(error, ReplyInterrupted)


@pytest.mark.parametrize(
    "greeting",
    [b"SSH-2.0-OpenSSH_9.6\r\n\r\n", b"+OK ready\r\n\r\n", b"\x15\x03\x01\x00\x02", b"\r\n\r\n"],
)
async def test_what_speaks_no_http_is_said_to_be_no_chat_server(
    client: ChatClient, greeting: bytes
) -> None:
    async with raw_server([greeting]) as url:
        _, error = await failure_of(client, Endpoint(url))

    assert isinstance(error, ReplyInterrupted)
    assert error.what == f"What answers at {url} is no chat server."
    assert error.detail == ""


async def test_a_connection_that_is_closed_without_a_word_is_told_of_as_that(
    client: ChatClient,
) -> None:
    async with raw_server([]) as url:
        _, error = await failure_of(client, Endpoint(url))

    assert isinstance(error, ReplyInterrupted)
    assert error.what == f"{url} closed the connection without an answer."
    assert error.detail == ""


async def test_silence_before_the_head_is_told_after_the_time_for_the_first_byte(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(Answer(before=Gate()))
    _, error = await failure_of(client, Endpoint(server.url, timeouts=SOON))

    assert isinstance(error, ReplyInterrupted)
    assert error.what == f"{server.url} gave no answer within 0.05 s."


async def test_silence_after_the_head_is_told_after_the_time_for_the_first_byte(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(Answer((Gate(),)))
    _, error = await failure_of(client, Endpoint(server.url, timeouts=SOON))

    assert isinstance(error, ReplyInterrupted)
    assert "gave no answer within 0.05 s" in error.what


async def test_silence_in_mid_reply_interrupts_it_and_closes_the_connection(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(Answer((events(chunk("half"), done=False), Gate())))
    timeouts = Timeouts(connect=5.0, first_byte=10.0, between_chunks=0.05)
    received, error = await failure_of(client, Endpoint(server.url, timeouts=timeouts))

    assert received == [TextDelta("half")]
    assert isinstance(error, ReplyInterrupted)
    assert error.what == "The reply stopped coming for 0.05 s."
    await server.client_left.wait()


async def test_a_web_page_is_no_reply(client: ChatClient, server: FakeServer) -> None:
    server.answer(Answer((b"<html>Welcome</html>",), headers={"Content-Type": "text/html"}))
    _, error = await failure_of(client, Endpoint(server.url))

    assert isinstance(error, ReplyFailed)
    assert "a web page" in error.what


async def test_a_compressed_reply_is_refused(client: ChatClient, server: FakeServer) -> None:
    server.answer(Answer((b"\x1f\x8b",), headers={"Content-Encoding": "gzip"}))
    _, error = await failure_of(client, Endpoint(server.url))

    assert isinstance(error, ReplyFailed)
    assert "compressed" in error.what


async def test_a_password_in_the_url_is_used_and_never_shown(
    client: ChatClient, server: FakeServer
) -> None:
    server.answer(json_answer({"error": "wrong: hunter2"}, 404))
    endpoint = Endpoint(server.url.replace("//", "//me:hunter2@"))
    _, error = await failure_of(client, endpoint)

    assert server.requests[0].headers["authorization"].startswith("Basic ")
    assert "hunter2" not in str(error)
    assert server.url in error.what


async def test_an_endless_line_is_cut_off(client: ChatClient, server: FakeServer) -> None:
    server.answer(Answer((b"data: " + b"x" * 5_000,), ending=Ending.STALL))
    _, error = await failure_of(client, Endpoint(server.url, limits=Limits(line=1_000)))

    assert isinstance(error, ReplyFailed)
    assert "a line of more than 1,000 bytes" in error.what


@pytest.mark.parametrize("size", [1, 100])
async def test_a_reply_cut_anywhere_in_its_json_is_interrupted(
    client: ChatClient, server: FakeServer, size: int
) -> None:
    whole = json.dumps({"choices": [{"message": {"content": "a" * 200}}]}).encode()
    server.answer(Answer((whole[:size],)))
    _, error = await failure_of(client, Endpoint(server.url))

    assert isinstance(error, ReplyInterrupted)
