"""However large an answer is, the event loop goes on meanwhile."""

from __future__ import annotations

import asyncio
import json
import threading
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import repeat
from time import process_time
from typing import TYPE_CHECKING

import pytest

from copilot_tui.api import catalog, decode
from copilot_tui.api.endpoint import Endpoint
from copilot_tui.api.json_value import parse_json
from copilot_tui.errors import ReplyError, ReplyFailed
from copilot_tui.profile import Limits
from tests.api.asking import REQUEST, failure_of
from tests.api.raw_server import raw_server
from tests.scripted_answers import chunk, events

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from copilot_tui.api.client import ChatClient

LONGEST_PAUSE = 0.15
"""Seconds of work; 0.05 are promised, on two cores of 2026, and others may be slower."""

OK = b"HTTP/1.1 200 OK\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LIMITS = Limits()


@dataclass
class Pause:
    """How much work was done at most while the event loop did nothing else.

    Attributes:
        longest: seconds of processor time, of all threads.
    """

    longest: float = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Pause]:
    pause = Pause()

    async def watch() -> None:
        last = process_time()
        while True:
            await asyncio.sleep(0)
            now = process_time()
            pause.longest = max(pause.longest, now - last)
            last = now

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    try:
        yield pause
    finally:
        watching.cancel()


def values(opening: bytes, value: bytes, count: int, closing: bytes) -> bytes:
    return opening + b",".join([value] * count) + closing


LARGE: dict[str, bytes] = {
    "a line of text": events(chunk("word " * (LIMITS.line // 6))),
    "a line of escapes": events(chunk("\x1b" * (LIMITS.line // 7))),
    "a line of values": b"data: " + values(b'{"a":[', b"1e9", 99_000, b"]}\n\ndata: [DONE]\n\n"),
    "a line of lists": b"data: " + values(b'{"a":[', b"[]", 49_000, b"]}\n\ndata: [DONE]\n\n"),
    "an event of many lines": b"data: {\n" + b"data: 1,\n" * 90_000 + b"\n",
    "a reply in one piece": json.dumps(
        {"choices": [{"message": {"content": "word\n" * (LIMITS.event // 7)}}]}
    ).encode(),
    "a reply in one piece of values": values(b'{"a":[', b"1e9", 99_000, b"]}"),
    "nothing but newlines": b"data: {}\n\n" + b"\n" * 500_000,
    "very many events": b"data: {}\n\n" * 50_000,
}


async def settle(client: ChatClient, url: str) -> None:
    try:
        async for _ in client.stream(Endpoint(url), REQUEST):
            pass
    except ReplyError:
        return


@pytest.mark.parametrize("case", LARGE)
async def test_a_large_answer_does_not_hold_up_the_event_loop(
    client: ChatClient, case: str
) -> None:
    async with raw_server([OK, LARGE[case]]) as url:
        await settle(client, url)
        async with watched() as pause:
            await settle(client, url)
    print(f"{case}: {pause.longest * 1000:.0f} ms")
    assert pause.longest < LONGEST_PAUSE


@pytest.mark.parametrize("status", [b"200 OK", b"500 Bad"])
async def test_an_answer_in_tiny_chunks_does_not_hold_up_the_event_loop(
    client: ChatClient, status: bytes
) -> None:
    head = CHUNKED.replace(b"200 OK", status)
    async with raw_server([head, b"1\r\nd\r\n" * 30_000]) as url, watched() as pause:
        await settle(client, url)
    print(f"tiny chunks: {pause.longest * 1000:.0f} ms")
    assert pause.longest < LONGEST_PAUSE


async def test_a_long_list_of_models_does_not_hold_up_the_event_loop(client: ChatClient) -> None:
    listed = {"data": [{"id": f"model-{n}", "owned_by": "somebody"} for n in range(30_000)]}
    body = json.dumps(listed).encode()
    async with raw_server([OK, body]) as url, watched() as pause:
        models = await catalog.models(client, Endpoint(url))
    print(f"models: {pause.longest * 1000:.0f} ms")
    assert len(models) == catalog.MAXIMUM_ENTRIES
    assert pause.longest < LONGEST_PAUSE


async def test_only_what_is_large_is_read_beside_the_event_loop(
    client: ChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, bool]] = []

    def parse(text: str) -> object:
        seen.append((len(text), threading.current_thread() is threading.main_thread()))
        return parse_json(text)

    monkeypatch.setattr(decode, "parse_json", parse)
    for large in (events(chunk("word " * 100_000)), b'{"a":"' + b"x" * 500_000 + b'"}'):
        async with raw_server([OK, large]) as url:
            await settle(client, url)
    async with raw_server([OK, events(chunk("word"))]) as url:
        await settle(client, url)

    assert [here for size, here in seen if size > 400_000] == [False, False]
    assert [here for size, here in seen if size < 400_000] == [True]


async def test_others_may_work_between_the_events_of_one_packet(client: ChatClient) -> None:
    rounds = 0

    async def count() -> None:
        nonlocal rounds
        while True:
            await asyncio.sleep(0)
            rounds += 1

    at: list[int] = []
    async with raw_server([OK + events(*[chunk("a")] * 500)]) as url:
        counting = asyncio.create_task(count())
        async with aclosing(client.stream(Endpoint(url), REQUEST)) as stream:
            async for _ in stream:
                at.append(rounds)
        counting.cancel()
    assert at[400] - at[0] >= 4


TOO_MUCH: dict[str, tuple[Iterable[bytes], str, str]] = {
    "line": (repeat(b"data: " + b"x" * 60_000), "a line of more than 10,000 bytes", "line"),
    "event": (repeat(b"data: x\ndata: y\n"), "an event of more than 20,000 bytes", "event"),
    "reply": (
        repeat(events(chunk("x" * 100), done=False)),
        "a reply of more than 5,000 characters",
        "reply",
    ),
    "values": (
        repeat(b"data: " + b"[" * 4_000 + b"\n\n"),
        "an event of more than 2,000 JSON values",
        "values",
    ),
    "object": (
        repeat(b'{"a": "' + b"x" * 60_000),
        "a reply in one piece of more than 20,000 bytes",
        "event",
    ),
}


@pytest.mark.parametrize("case", TOO_MUCH)
async def test_the_limit_that_was_reached_is_named_with_its_setting(
    client: ChatClient, case: str
) -> None:
    pieces, what, setting = TOO_MUCH[case]
    limits = replace(LIMITS, line=10_000, event=20_000, values=2_000, reply=5_000)
    async with raw_server(_after(OK, pieces)) as url:
        _events, error = await failure_of(client, Endpoint(url, limits=limits))

    assert isinstance(error, ReplyFailed)
    assert what in error.what
    assert f"raise {setting} in the profile's limits" in error.todo


@pytest.mark.parametrize(
    ("body", "setting"), [(b"[" + b" " * 20_000, "listing"), (b"[" * 4_000, "values")]
)
async def test_a_list_that_is_too_long_names_the_setting(
    client: ChatClient, body: bytes, setting: str
) -> None:
    limits = replace(LIMITS, listing=10_000, values=2_000)
    async with raw_server([OK, body]) as url:
        with pytest.raises(ReplyFailed) as caught:
            await catalog.models(client, Endpoint(url, limits=limits))

    assert "is too long: more than" in caught.value.what
    assert f"raise {setting} in the profile's limits" in caught.value.todo


def _after(head: bytes, pieces: Iterable[bytes]) -> Iterable[bytes]:
    yield head
    yield from pieces
