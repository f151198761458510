"""A server that streams numbered words, and knows when it has sent each of them.

A process of its own, so that it is on time. `say abcd 400 at 200` asks for the words
abcd0000 to abcd0399, at 200 a second. `GET /sent` tells what was asked and sent so far.

    uv run python -m tests.reliability.stamped_server
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
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PARAGRAPH = 30
"""Words in a paragraph."""

_ORDER = re.compile(r"say ([a-z]{4}) (\d+) at (\d+)")
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Order:
    """A reply that is asked for.

    Attributes:
        name: four small letters that no other order has.
        words: how many.
        rate: how many a second.
    """

    name: str
    words: int
    rate: int = 200

    @property
    def question(self) -> str:
        """What to send for it."""
        return f"say {self.name} {self.words} at {self.rate}"

    @property
    def last(self) -> str:
        """The last word."""
        return f"{self.name}{self.words - 1:04}"

    def deltas(self) -> list[str]:
        """The words, each as it is sent."""
        return [
            f"{self.name}{number:04}{' ' if (number + 1) % PARAGRAPH else chr(10) * 2}"
            for number in range(self.words)
        ]

    def text(self) -> str:
        """All of it."""
        return "".join(self.deltas())


@dataclass(frozen=True, slots=True)
class Sent:
    """What was asked, and when the words of the reply were sent.

    Attributes:
        name: of the order.
        question: the last message of the request.
        stamps: of each word, just before it was sent, by `time.perf_counter`, which all
            processes share on Linux.
    """

    name: str
    question: str
    stamps: list[float] = field(default_factory=list)


def order_in(question: str) -> Order | None:
    """What is asked for last: a replayed conversation holds older orders, too."""
    found = _ORDER.findall(question)
    return Order(found[-1][0], int(found[-1][1]), int(found[-1][2])) if found else None


class StampedServer:
    """Answers like g4f."""

    def __init__(self) -> None:
        self._sent: list[Sent] = []

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
            await self._stream(writer, str(json.loads(body)["messages"][-1]["content"]))
            return
        answers: dict[str, object] = {
            "/v1/models": {"data": [{"id": "gpt-4"}]},
            "/v1/providers": [{"id": "Copilot", "label": "Microsoft Copilot"}],
            "/sent": [asdict(sent) for sent in self._sent],
        }
        data = json.dumps(answers.get(path, {})).encode()
        status = b"200 OK" if path in answers else b"404 Not Found"
        writer.write(
            b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (status, len(data), data)
        )
        await writer.drain()

    async def _stream(self, writer: asyncio.StreamWriter, question: str) -> None:
        order = order_in(question) or Order("none", 1)
        sent = Sent(order.name, question)
        self._sent.append(sent)
        writer.write(_HEAD)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number, delta in enumerate(order.deltas()):
            if (wait := began + number / order.rate - loop.time()) > 0:
                await asyncio.sleep(wait)
            sent.stamps.append(time.perf_counter())
            writer.write(_event({"content": delta}))
            await writer.drain()
        writer.write(_event({}, "stop") + _chunked(b"data: [DONE]\n\n") + b"0\r\n\r\n")
        await writer.drain()


def _event(delta: object, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"object": "chat.completion.chunk", "model": "gpt-4", "choices": [choice]}
    return _chunked(f"data: {json.dumps(chunk)}\n\n".encode())


def _chunked(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs.

    Attributes:
        url: its base URL, ending in /v1.
    """

    url: str

    def sent(self) -> list[Sent]:
        """All requests for replies so far, oldest first."""
        with urllib.request.urlopen(f"{self.url.removesuffix('/v1')}/sent") as answer:
            return [Sent(**sent) for sent in json.load(answer)]


@contextmanager
def running() -> Iterator[Running]:
    """Start the server as a process of its own, on a free port of 127.0.0.1."""
    command = [sys.executable, "-m", "tests.reliability.stamped_server"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Running(process.stdout.readline().strip())
        finally:
            process.terminate()


async def main() -> None:
    """Print the address, and serve until the process is ended."""
    server = await asyncio.start_server(StampedServer().serve, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
