"""Answers for the scripted server: recordings, well-formed replies, and broken ones."""

from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

RECORDINGS = Path(__file__).parent / "recordings"


class Gate:
    """A place in an answer where the server waits until the test opens it.

    Works from coroutines of the server's loop and from other threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._arrived = threading.Event()
        self._arrived_here = asyncio.Event()
        self._opened = asyncio.Event()

    async def arrive(self) -> None:
        """Called by the server: say that it stands here, and wait."""
        with self._lock:
            self._loop = asyncio.get_running_loop()
        self._arrived.set()
        self._arrived_here.set()
        await self._opened.wait()

    async def reached(self) -> None:
        """Wait, in the server's loop, until the server stands here."""
        await self._arrived_here.wait()

    def wait_reached(self, seconds: float = 10.0) -> bool:
        """Wait, in another thread, until the server stands here. False when it is late."""
        return self._arrived.wait(seconds)

    def open(self) -> None:
        """Let the server go on, now or when it comes here."""
        with self._lock:
            if self._loop is None:
                self._opened.set()
            else:
                self._loop.call_soon_threadsafe(self._opened.set)


class Framing(StrEnum):
    """How the end of a body is told."""

    CHUNKED = "chunked"
    LENGTH = "length"
    CLOSE = "close"


class Ending(StrEnum):
    """What happens after the last step of an answer."""

    COMPLETE = "complete"
    CUT = "cut"
    RESET = "reset"
    STALL = "stall"
    DRIP = "drip"


Step: TypeAlias = bytes | Gate


@dataclass(frozen=True, slots=True)
class Answer:
    """One scripted answer.

    Attributes:
        steps: packets to write, and gates to wait at, in order.
        status: HTTP status code.
        headers: sent besides the one for the framing.
        framing: how the end of the body is told.
        ending: what happens after the last step: the honest end, the connection closed
            without it, reset, silence until the client leaves, or until then bytes of
            comments, one by one.
        before: a gate to wait at before the head is sent.
        reason: stands behind the status code.
    """

    steps: tuple[Step, ...] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    framing: Framing = Framing.CHUNKED
    ending: Ending = Ending.COMPLETE
    before: Gate | None = None
    reason: str = "Scripted"

    @property
    def body(self) -> bytes:
        """All packets as one."""
        return b"".join(step for step in self.steps if isinstance(step, bytes))

    def cut(self, size: int) -> Answer:
        """The same body in packets of `size` bytes."""
        body = self.body
        return replace(self, steps=tuple(body[at : at + size] for at in range(0, len(body), size)))

    def hold(self, gate: Gate, after: int) -> Answer:
        """The same body, held up at `gate` after so many bytes of it."""
        return replace(self, steps=(self.body[:after], gate, self.body[after:]))


def recording(name: str) -> Answer:
    """One of tests/recordings as an answer, its body in one packet."""
    head, _, body = (RECORDINGS / f"{name}.http").read_bytes().partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
    framing_headers = {"transfer-encoding", "content-length", "connection", "keep-alive"}
    kept = {key: value for key, value in headers.items() if key.lower() not in framing_headers}
    return Answer((body,), int(status_line.split()[1]), kept)


def chunk(content: str = "", *, finish: str | None = None) -> dict[str, object]:
    """One chunk of a chat completion."""
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "choices": [choice]}


def events(*chunks: object, done: bool = True) -> bytes:
    """A stream of these chunks, each as one event; text goes in as it is."""
    data = [item if isinstance(item, str) else json.dumps(item) for item in chunks]
    return "".join(f"data: {item}\n\n" for item in (*data, *["[DONE]"] * done)).encode()


def reply(*pieces: str, **fields: object) -> Answer:
    """A well-formed streamed reply, each piece a packet; `fields` go into its last chunk."""
    packets = [events(chunk(piece), done=False) for piece in pieces]
    return Answer(
        (*packets, events({**chunk(finish="stop"), **fields})),
        headers={"Content-Type": "text/event-stream"},
    )


def json_answer(value: object, status: int = 200, **headers: str) -> Answer:
    """A JSON body; underscores in header names become dashes."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(
        (json.dumps(value).encode(),), status, {"Content-Type": "application/json", **named}
    )
