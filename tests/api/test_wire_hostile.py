"""Whatever a server sends becomes a reply or one of our own errors, in bounded memory."""

from __future__ import annotations

import gzip
import itertools
import json
import tracemalloc
import zlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import pytest

from copilot_tui.api import catalog
from copilot_tui.api.client import ChatClient
from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.events import Finished
from copilot_tui.errors import ReplyError, ReplyFailed, ReplyInterrupted, RequestRefused
from tests.api.asking import ask, failure_of, text_of
from tests.api.raw_server import SMALL, SOON, raw_server
from tests.scripted_answers import chunk, events

MEBIBYTE = 1024 * 1024
MOST_MEMORY = 24 * MEBIBYTE
"""Python's own memory while an endless answer comes, with limits far below it."""

REPLY = events(chunk("Hello"), chunk(finish="stop"))
BOMB = zlib.compress(bytes(16 * MEBIBYTE), 9)
DEEP = b"[" * 100_000
LONG_NUMBER = b"1" * 5_000

Ask: TypeAlias = Callable[[ChatClient, Endpoint], Awaitable[object]]

ASKS: dict[str, Ask] = {
    "reply": ask,
    "models": catalog.models,
    "providers": catalog.providers,
    "provider": lambda client, endpoint: catalog.provider(client, endpoint, "Copilot"),
}


def head(*lines: str, status: str = "200 OK", version: str = "1.1") -> bytes:
    return "\r\n".join([f"HTTP/{version} {status}", *lines, "", ""]).encode("latin-1")


def whole(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    return head(f"Content-Length: {len(body)}", *lines, status=status) + body


def chunked(*parts: bytes) -> bytes:
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return head("Transfer-Encoding: chunked") + body


def streamed(data: bytes) -> bytes:
    return whole(b"data: " + data + b"\n\ndata: [DONE]\n\n")


FRAMING = {
    "no HTTP": b"220 mail.example ESMTP\r\n",
    "nothing": b"",
    "only a body": REPLY,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    "HTTP/2": b"\x00\x00\x12\x04\x00\x00\x00\x00\x00",
    "HTTP/9.9": head(version="9.9") + REPLY,
    "status 000": head(status="000 Zero") + REPLY,
    "status 99": head(status="99 Low") + REPLY,
    "status 1000": head(status="1000 High") + REPLY,
    "status 999": whole(REPLY, status="999 Unknown"),
    "status 101": head("Upgrade: x", "Connection: upgrade", status="101 Switching"),
    "status 204 with a body": whole(REPLY, status="204 None"),
    "status 304 with a body": whole(REPLY, status="304 Same"),
    "a reason that is none": whole(REPLY, status="200 \x1b[31m\x00"),
    "no reason": whole(REPLY, status="200"),
    "a header without a colon": whole(REPLY, "Broken"),
    "a header with NUL": whole(REPLY, "A: \x00"),
    "a header in Latin-1": whole(REPLY, "A: \xff\x9b", "Content-Type: \xe4"),
    "a folded header": whole(REPLY, "A: b\r\n c"),
    "a header with no name": whole(REPLY, ": x"),
    "a header that is too long": whole(REPLY, "A: " + "x" * 200_000),
    "a wrong chunk size": head("Transfer-Encoding: chunked") + b"xyz\r\n" + REPLY,
    "a negative chunk size": head("Transfer-Encoding: chunked") + b"-5\r\nhello\r\n",
    "a chunk size past all": head("Transfer-Encoding: chunked") + b"f" * 30 + b"\r\nx",
    "a chunk without its end": head("Transfer-Encoding: chunked") + b"5\r\nhelloX5\r\nhello",
    "a chunk extension": head("Transfer-Encoding: chunked") + b"5;a=" + b"x" * 200_000,
    "a wrong trailer": chunked(REPLY) + b"0\r\nno trailer\r\n\r\n",
    "no last chunk": chunked(b"data: {}\n\n"),
    "a length that is too long": head("Content-Length: 999") + b"data: {}\n\n",
    "a length that is too short": head("Content-Length: 9") + REPLY,
    "a length of many digits": head("Content-Length: " + "9" * 5_000) + REPLY,
    "a negative length": head("Content-Length: -1") + REPLY,
    "two lengths": head("Content-Length: 5", "Content-Length: 6") + REPLY,
    "a length in words": head("Content-Length: long") + REPLY,
    "length and chunks": head("Content-Length: 5", "Transfer-Encoding: chunked") + b"5\r\ndata:",
    "two codings": head("Transfer-Encoding: gzip, chunked") + b"5\r\nhello\r\n0\r\n\r\n",
    "an unknown coding": head("Transfer-Encoding: odd") + REPLY,
}

CONTENT = {
    "nested too deeply": streamed(DEEP),
    "nested objects": streamed(b'{"a":' * 100_000),
    "nested and closed": streamed(b'{"error":' + DEEP + b"]" * 100_000 + b"}"),
    "nested in one piece": whole(b'{"choices":' + DEEP),
    "a list nested too deeply": whole(DEEP + b"]" * 100_000),
    "an error nested too deeply": whole(b'{"error":' * 900 + b"1" + b"}" * 900, status="500 Bad"),
    "infinite numbers": streamed(
        b'{"choices":[{"index":1e999,"delta":{"content":"a"}}],"usage":{"prompt_tokens":-1e999}}'
    ),
    "numbers of many digits": streamed(b'{"usage":{"prompt_tokens":%s}}' % LONG_NUMBER),
    "an error with a long number": whole(b'{"error":{"code":1%s}}' % (b"0" * 4_000)),
    "an error that is no number": whole(b'{"error":NaN}', status="400 Bad"),
    "a list of numbers": whole(b'{"data":[{"id":%s},1e999,NaN]}' % LONG_NUMBER),
    "lone surrogates": streamed(rb'{"model":"\ud800","choices":[{"delta":{"content":"\udc00"}}]}'),
    "names in lone surrogates": whole(rb'{"data":[{"id":"\ud800"},{"id":"a\u0000b"}]}'),
    "NUL": streamed(b'{"choices":[{"delta":{"content":"a\x00b\\u0000c"}}]}\x00'),
    "bytes that are no UTF-8": streamed(b'{"choices":[{"delta":{"content":"\xff\xfe\x80"}}]}'),
    "nothing but newlines": whole(b"\n" * 100_000),
    "keys of all kinds": whole(json.dumps({"data": {"id": [None]}, "params": {}}).encode()),
}


def _repeated(piece: bytes, start: bytes = b"") -> Callable[[], Iterable[bytes]]:
    block = piece * (64 * 1024 // len(piece) + 1)
    return lambda: itertools.chain((start,), itertools.repeat(block))


ENDLESS: dict[str, Callable[[], Iterable[bytes]]] = {
    "interim answers": _repeated(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "hints": _repeated(b"HTTP/1.1 103 Early\r\nLink: <x>\r\n\r\n"),
    "headers": _repeated(b"X-A: b\r\n", b"HTTP/1.1 200 OK\r\n"),
    "a header": _repeated(b"x", b"HTTP/1.1 200 OK\r\nX-A: "),
    "a status line": _repeated(b"x", b"HTTP/1.1 200 "),
    "trailers": _repeated(b"X-A: b\r\n", chunked(b"data: {}\n\n") + b"0\r\n"),
    "a line": _repeated(b"x", head() + b"data: "),
    "an object": _repeated(b"x", head() + b'{"a": "'),
    "lines without an end of the event": _repeated(b"data: [\n", head()),
    "lines of nothing": _repeated(b"data\n", head()),
    "text": _repeated(events(chunk("more and more"), done=False), head()),
    "text in tiny chunks": _repeated(b"1\r\nd\r\n", head("Transfer-Encoding: chunked")),
    "an error": _repeated(b"x", head(status="500 Bad")),
    "an error in tiny chunks": _repeated(
        b"1\r\nd\r\n", head("Transfer-Encoding: chunked", status="500 Bad")
    ),
}

COMPRESSED = {
    "gzip": gzip.compress(bytes(16 * MEBIBYTE)),
    "deflate": BOMB,
    "br": b"\x5b\xff\xff\x03" + bytes(64),
    "zstd": b"\x28\xb5\x2f\xfd" + bytes(64),
    "gzip, gzip": gzip.compress(gzip.compress(bytes(16 * MEBIBYTE))),
    "X-GZIP": gzip.compress(bytes(16 * MEBIBYTE)),
    "": BOMB,
}


@contextmanager
def bounded_memory(most: int = MOST_MEMORY) -> Iterator[None]:
    """Fail when more memory of Python's is in use at any time than there should be."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most


async def settle(client: ChatClient, url: str, ask_for: Ask) -> object:
    """What comes of a question: a value or one of our own errors."""
    endpoint = Endpoint(url, api_key="sk-12345", timeouts=SOON, limits=SMALL)
    try:
        return await ask_for(client, endpoint)
    except ReplyError as error:
        outcome = error
    assert "sk-12345" not in str(outcome)
    return outcome


@pytest.mark.parametrize("case", [*FRAMING, *CONTENT])
async def test_bytes_of_any_kind_become_a_value_or_an_error_of_ours(
    client: ChatClient, case: str
) -> None:
    async with raw_server([{**FRAMING, **CONTENT}[case]]) as url:
        for ask_for in ASKS.values():
            await settle(client, url, ask_for)
        await catalog.probe(client, Endpoint(url))


@pytest.mark.parametrize(
    ("case", "name"),
    [*((case, "reply") for case in ENDLESS), ("an object", "models"), ("an error", "models")],
)
async def test_an_answer_without_an_end_ends_in_an_error_and_bounded_memory(
    client: ChatClient, case: str, name: str
) -> None:
    async with raw_server(ENDLESS[case]()) as url:
        with bounded_memory():
            assert isinstance(await settle(client, url, ASKS[name]), ReplyError)


@pytest.mark.parametrize("coding", COMPRESSED)
async def test_nothing_that_is_compressed_is_unpacked(client: ChatClient, coding: str) -> None:
    for status in ("200 OK", "500 Bad"):
        answer = whole(COMPRESSED[coding], f"Content-Encoding: {coding}", status=status)
        async with raw_server([answer]) as url:
            with bounded_memory(4 * MEBIBYTE):
                for ask_for in ASKS.values():
                    error = await settle(client, url, ask_for)
                    assert isinstance(error, ReplyFailed | RequestRefused)


async def test_http_1_0_is_understood(client: ChatClient) -> None:
    async with raw_server([head(version="1.0") + REPLY]) as url:
        received = await ask(client, Endpoint(url))

    assert text_of(received) == "Hello"
    assert isinstance(received[-1], Finished)


async def test_trailers_are_read_and_left_out(client: ChatClient) -> None:
    async with raw_server([chunked(REPLY) + b"0\r\nX-Trailer: data: x\r\n\r\n"]) as url:
        assert text_of(await ask(client, Endpoint(url))) == "Hello"


@pytest.mark.parametrize("case", ["no last chunk", "a length that is too long"])
async def test_an_answer_that_ends_too_early_is_interrupted(client: ChatClient, case: str) -> None:
    async with raw_server([FRAMING[case]]) as url:
        _, error = await failure_of(client, Endpoint(url))

    assert isinstance(error, ReplyInterrupted)
