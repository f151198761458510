"""A scripted server that answers like g4f, as a process of its own, so that it is on time."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


class ScriptedServer(ABC):
    """Lists a model and a provider, and streams what the last message of a request asks for."""

    @property
    @abstractmethod
    def told(self) -> Mapping[str, object]:
        """What it tells of itself, by path."""

    @abstractmethod
    async def stream(self, writer: asyncio.StreamWriter, question: str) -> None:
        """Write the events of a reply, without its head and its end."""

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
            writer.write(_HEAD)
            await self.stream(writer, str(json.loads(body)["messages"][-1]["content"]))
            return
        answers: dict[str, object] = {
            "/v1/models": {"data": [{"id": "gpt-4"}]},
            "/v1/providers": [{"id": "Copilot", "label": "Microsoft Copilot"}],
            **self.told,
        }
        data = json.dumps(answers.get(path, {})).encode()
        status = b"200 OK" if path in answers else b"404 Not Found"
        writer.write(
            b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (status, len(data), data)
        )
        await writer.drain()


def event(delta: object, finish: str | None = None) -> bytes:
    """A piece of a reply in a packet of its own, as g4f sends it."""
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "gpt-4",
        "provider": "Copilot",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return _chunked(f"data: {json.dumps(chunk)}\n\n".encode())


async def end_of_reply(writer: asyncio.StreamWriter) -> None:
    """Write what says that the reply is complete."""
    writer.write(event({}, "stop") + _chunked(b"data: [DONE]\n\n") + b"0\r\n\r\n")
    await writer.drain()


def _chunked(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def fetched(url: str, path: str) -> object:
    """What the server at this base URL tells of itself."""
    with urllib.request.urlopen(f"{url.removesuffix('/v1')}{path}") as answer:
        told: object = json.load(answer)
    return told


@contextmanager
def started(module: str) -> Iterator[str]:
    """Start a server, and give its base URL, which ends in /v1.

    Args:
        module: which runs `serve_until_ended`.
    """
    command = [sys.executable, "-m", module]
    # In a group of its own, which ctrl+c does not reach: it is ended below.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, process_group=0) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


async def serve_until_ended(server: ScriptedServer) -> None:
    """Listen at a free port of 127.0.0.1, print the address, and serve."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1", flush=True)
    await listening.serve_forever()
