"""A scripted HTTP server on 127.0.0.1, for tests of everything that talks to a server."""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.scripted_answers import (
    Answer,
    Ending,
    Framing,
    Gate,
    chunk,
    events,
    json_answer,
    recording,
    reply,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

__all__ = [
    "Answer",
    "Ending",
    "FakeServer",
    "Framing",
    "Gate",
    "SeenRequest",
    "chunk",
    "events",
    "in_thread",
    "json_answer",
    "recording",
    "reply",
]


DRIP_SECONDS = 0.02
"""Between two bytes of an answer that drips."""


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """One request as it arrived.

    Attributes:
        method: such as "POST".
        path: such as "/v1/chat/completions".
        headers: names in lower case.
        body: the parsed JSON; an empty object when there was none.
        connection: number of the connection it came on, from 1.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, object]
    connection: int


class FakeServer:
    """Answers from routes first, then from its queue, then with its default.

    An asynchronous context manager. `answer`, `route`, `requests` and gates may be used
    from other threads; see `in_thread`.

    Args:
        answers: given one after the other to requests that no route takes.
        default: given when nothing else is scripted.
        port: to listen on; 0 takes a free one.

    Attributes:
        requests: everything that arrived, in order.
        connections: how many connections were accepted.
        default: given when nothing else is scripted.
        port: where it listens, once it does.
        client_left: set when a client went away before it had the whole answer.
    """

    def __init__(self, *answers: Answer, default: Answer | None = None, port: int = 0) -> None:
        self.requests: list[SeenRequest] = []
        self.connections = 0
        self.default = default or reply("Hello from the fake server.")
        self.client_left = asyncio.Event()
        self._queue = deque(answers)
        self._routes: dict[str, Answer | Callable[[SeenRequest], Answer]] = {}
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = port

    @property
    def url(self) -> str:
        """The base URL, ending in /v1."""
        return f"http://127.0.0.1:{self.port}/v1"

    def answer(self, *answers: Answer) -> None:
        """Queue answers for requests that no route takes."""
        self._queue.extend(answers)

    def route(self, path: str, answer: Answer | Callable[[SeenRequest], Answer]) -> None:
        """Answer every request for this path, such as "/v1/models", in this way."""
        self._routes[path] = answer

    async def __aenter__(self) -> FakeServer:
        """Listen on a free port."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: asyncio.StreamReaderProtocol(_Reader(), self._serve), "127.0.0.1", self.port
        )
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Drop every connection and stop listening."""
        if self._server is not None:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        assert isinstance(reader, _Reader)
        self._tasks.add(task)
        self.connections += 1
        try:
            await self._converse(reader, writer, self.connections)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.client_left.set()
        except asyncio.CancelledError:
            pass
        finally:
            self._tasks.discard(task)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _converse(
        self, reader: _Reader, writer: asyncio.StreamWriter, connection: int
    ) -> None:
        while (seen := await _read_request(reader, connection)) is not None:
            self.requests.append(seen)
            answer = self._choose(seen)
            writing = asyncio.ensure_future(_write_answer(writer, answer))
            leaving = asyncio.ensure_future(reader.ended.wait())
            try:
                await asyncio.wait((writing, leaving), return_when=asyncio.FIRST_COMPLETED)
                if not writing.done():
                    raise ConnectionResetError
                if not await writing:
                    return
            finally:
                writing.cancel()
                leaving.cancel()
                await asyncio.gather(writing, leaving, return_exceptions=True)

    def _choose(self, seen: SeenRequest) -> Answer:
        routed = self._routes.get(seen.path)
        if routed is not None:
            return routed if isinstance(routed, Answer) else routed(seen)
        return self._queue.popleft() if self._queue else self.default


class _Reader(asyncio.StreamReader):
    """Tells when the client closes its side, also while nothing is being read."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = asyncio.Event()

    def feed_eof(self) -> None:
        super().feed_eof()
        self.ended.set()

    def set_exception(self, exc: Exception) -> None:
        super().set_exception(exc)
        self.ended.set()


@contextmanager
def in_thread(server: FakeServer) -> Iterator[FakeServer]:
    """Run a server in a thread with a loop of its own, for tests that drive a process."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="fake-server", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
        try:
            yield server
        finally:
            leaving = server.__aexit__(None, None, None)
            asyncio.run_coroutine_threadsafe(leaving, loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _read_request(reader: asyncio.StreamReader, connection: int) -> SeenRequest | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as end:
        if end.partial:
            raise
        return None
    request_line, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, path, _ = request_line.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    size = int(headers.get("content-length", "0"))
    body = json.loads(await reader.readexactly(size)) if size else {}
    return SeenRequest(method, path, headers, body, connection)


async def _write_answer(writer: asyncio.StreamWriter, answer: Answer) -> bool:
    """Write the whole answer. Returns whether the connection can take another request."""
    if answer.before is not None:
        await answer.before.arrive()
    writer.write(_head(answer))
    for step in answer.steps:
        if isinstance(step, Gate):
            await writer.drain()
            await step.arrive()
            continue
        chunked = answer.framing is Framing.CHUNKED and step
        writer.write(b"%x\r\n%s\r\n" % (len(step), step) if chunked else step)
        await writer.drain()
        # Lets the client read this packet by itself rather than glued to the next.
        await asyncio.sleep(0)
    if answer.ending is Ending.STALL:
        await asyncio.Event().wait()
    if answer.ending is Ending.DRIP:
        await _drip(writer)
    if answer.ending is Ending.RESET:
        writer.transport.abort()
    if answer.ending is Ending.COMPLETE and answer.framing is Framing.CHUNKED:
        writer.write(b"0\r\n\r\n")
    if not writer.is_closing():
        await writer.drain()
    return answer.ending is Ending.COMPLETE and answer.framing is not Framing.CLOSE


async def _drip(writer: asyncio.StreamWriter) -> None:
    """Keep the connection alive with comments, byte by byte, until the client leaves."""
    for byte in itertools.cycle(b": ping\n\n"):
        writer.write(b"1\r\n%c\r\n" % byte)
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


def _head(answer: Answer) -> bytes:
    headers = dict(answer.headers)
    if answer.framing is Framing.CHUNKED:
        headers["Transfer-Encoding"] = "chunked"
    elif answer.framing is Framing.LENGTH:
        headers["Content-Length"] = str(len(answer.body))
    lines = [
        f"HTTP/1.1 {answer.status} {answer.reason}",
        *(f"{k}: {v}" for k, v in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
