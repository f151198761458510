"""A server that streams so many deltas at such a rate, as a process of its own.

What is to be streamed stands in the last message: `4000 at 200 abcd` is 4,000 deltas at 200
a second, `4000 at 0 abcd` as fast as they are taken. Each delta is four characters of
Markdown in an event and a packet of its own, as g4f streams; of `4000 at 0 abcd by 400` it is
400 characters, and ` now` behind it all leaves out the pause before the first one. The text
begins with `ABCD` and ends with `ENDABCD`.

    uv run python -m tests.benchmarks.delta_server
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DELTA_CHARACTERS = 4
THINKING_SECONDS = 0.3
"""What any real server takes before it begins to answer."""

_REQUEST = re.compile(r"(\d+) at ([\d.]+) ([a-z]{4})(?: by (\d+))?( now)?")
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Streamed:
    """When a reply was streamed, by `time.perf_counter`, which all processes share on Linux.

    Attributes:
        first: just before the first delta was written.
        last: just after the last byte was written.
    """

    first: float
    last: float


def section(number: int) -> str:
    """A piece of Markdown as models write it."""
    return (
        f"## Section {number}\n\n"
        "Some ordinary prose that goes on for a while, with **bold** words and `code` in it, "
        "so that it wraps over more than one line of the log.\n\n"
        "- first item of the list\n- second item, which is a little longer\n- third\n\n"
        f"```python\ndef function_{number}(a: int, b: int) -> int:\n"
        f'    """Add them."""\n    return a + b * {number}\n```\n\n'
        f"| name | value |\n|---|---:|\n| first | {number} |\n| second | 2 |\n\n"
    )


@dataclass(frozen=True, slots=True)
class Order:
    """A reply that is asked for.

    Attributes:
        deltas: how many.
        rate: how many a second; 0 for as fast as they are taken.
        name: four small letters, which tell it from other replies.
        size: characters of a delta.
        now: whether the server begins without `THINKING_SECONDS`.
    """

    deltas: int
    rate: float = 0.0
    name: str = "none"
    size: int = DELTA_CHARACTERS
    now: bool = False

    @property
    def question(self) -> str:
        """What to send for it."""
        asked = f"{self.deltas} at {self.rate:g} {self.name}"
        size = "" if self.size == DELTA_CHARACTERS else f" by {self.size}"
        return f"{asked}{size}{' now' if self.now else ''}"

    @property
    def start(self) -> str:
        """The first word."""
        return self.name.upper()

    @property
    def end(self) -> str:
        """The last word, which stands in no question."""
        return f"END{self.name.upper()}"

    def text(self) -> str:
        """All of it: whole sections, and words to make it as long as it is to be."""
        written = f"{self.start}\n\n"
        room = self.deltas * self.size - len(self.end) - 2
        for number in count(1):
            piece = section(number)
            if len(written) + len(piece) > room:
                break
            written += piece
        return f"{written.ljust(room - 1, '.')}\n\n{self.end}"


def _order(question: str) -> Order:
    """What is asked for last: a replayed conversation holds older orders, too."""
    found = _REQUEST.findall(question)
    if not found:
        return Order(20)
    deltas, rate, name, size, now = found[-1]
    return Order(int(deltas), float(rate), name, int(size or DELTA_CHARACTERS), bool(now))


def _event(delta: object, finish: str | None = None) -> bytes:
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "gpt-4",
        "provider": "Copilot",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return _chunked(f"data: {json.dumps(chunk)}\n\n".encode())


def _chunked(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


class DeltaServer:
    """Answers like g4f; `GET /streamed` tells when the last reply was streamed."""

    def __init__(self) -> None:
        self._streamed = Streamed(0.0, 0.0)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                size = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                body = await reader.readexactly(int(size[1])) if size else b""
                await self._answer(writer, head.split(" ", 2)[1], body)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, path: str, body: bytes) -> None:
        if path == "/v1/chat/completions":
            await self._stream(writer, _order(str(json.loads(body)["messages"][-1]["content"])))
            return
        answers: dict[str, object] = {
            "/v1/models": {"data": [{"id": "gpt-4"}]},
            "/v1/providers": [{"id": "Copilot", "label": "Microsoft Copilot"}],
            "/streamed": [self._streamed.first, self._streamed.last],
        }
        data = json.dumps(answers.get(path, {})).encode()
        status = b"200 OK" if path in answers else b"404 Not Found"
        writer.write(
            b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (status, len(data), data)
        )
        await writer.drain()

    async def _stream(self, writer: asyncio.StreamWriter, order: Order) -> None:
        whole = order.text()
        events = [
            _event({"content": whole[start : start + order.size]})
            for start in range(0, len(whole), order.size)
        ]
        writer.write(_HEAD)
        await asyncio.sleep(0 if order.now else THINKING_SECONDS)
        loop = asyncio.get_running_loop()
        began, first = loop.time(), time.perf_counter()
        for number, event in enumerate(events):
            if order.rate and (wait := began + number / order.rate - loop.time()) > 0:
                await asyncio.sleep(wait)
            writer.write(event)
            await writer.drain()
        writer.write(_event({}, "stop") + _chunked(b"data: [DONE]\n\n") + b"0\r\n\r\n")
        await writer.drain()
        self._streamed = Streamed(first, time.perf_counter())


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs.

    Attributes:
        url: its base URL, ending in /v1.
    """

    url: str

    def streamed(self) -> Streamed:
        """When the reply that ended last was streamed."""
        with urllib.request.urlopen(f"{self.url.removesuffix('/v1')}/streamed") as answer:
            return Streamed(*json.load(answer))


@contextmanager
def running() -> Iterator[Running]:
    """Start the server as a process of its own, on a free port of 127.0.0.1."""
    command = [sys.executable, "-m", "tests.benchmarks.delta_server"]
    # In a group of its own, which ctrl+c does not reach: it is ended below.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, process_group=0) as process:
        try:
            assert process.stdout is not None
            yield Running(process.stdout.readline().strip())
        finally:
            process.terminate()


async def main() -> None:
    """Print the address, and serve until the process is ended."""
    server = await asyncio.start_server(DeltaServer().serve, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
