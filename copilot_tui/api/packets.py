"""Reading packets as far as they are there, and knowing when they have to be waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from types import TracebackType

_PLENTY = 16 * 1024
"""Bytes between two waits of a server that sends as fast as it can."""

_AT_ONCE = 2 * 1024
"""Bytes that come at once, on average, while a server sends as fast as it can: a delta has some
hundred. Resting would tell its side of the connection to send less and less (BBR)."""

LOOK_SECONDS = 0.25
"""How often it is looked whether it still does."""

_MOST = 64 * 1024
"""Bytes that are passed on in one piece."""

_MOST_PACKETS = 64
"""Packets that are passed on in one piece: the HTTP library takes 0.1 ms for each."""

_ALONE_SECONDS, _OTHERS_SECONDS = 0.006, 0.002
"""How long packets that have come already are read without letting others work, and how long
these are left to themselves: a key goes through several turns of the event loop."""


class Packets:
    """A body packet by packet.

    A model's deltas come as packets of their own, and waking up for each costs more than
    all that is done with it. Nobody sees the text more often than it is drawn, so whoever
    reads a body may rest, and then find what has come meanwhile in one piece.

    Args:
        packets: the body, as the HTTP library gives it.
    """

    def __init__(self, packets: AsyncGenerator[bytes, None]) -> None:
        self._packets = packets
        self._begun: _Begun | None = None
        self._failed: httpx.HTTPError | None = None
        self._woken = self._let_others = asyncio.get_running_loop().time()
        self._waits = 0
        self._size = 0
        self._is_flood = False
        self._flood_seen = 0.0

    async def next(self, seconds: float | None) -> bytes:
        """The next packet, or several in one when very many come; none at the end.

        Raises:
            TimeoutError: there was none for so long.
            httpx.HTTPError: the connection broke.
        """
        if self._failed is not None:
            raise self._failed
        packet = self._ready()
        loop = asyncio.get_running_loop()
        if packet is None:
            self._waits += 1
            async with asyncio.timeout(seconds):
                packet = await self._rest_of_step()
            self._let_others = loop.time()
        elif loop.time() - self._let_others > _ALONE_SECONDS:
            await asyncio.sleep(_OTHERS_SECONDS)
            self._let_others = loop.time()
        if packet and self._is_flood:
            packet = self._with_more(packet)
        self._size += len(packet)
        return packet

    async def aclose(self) -> None:
        """Read no more, also where a packet is being waited for.

        Raises:
            httpx.HTTPError: the connection broke.
        """
        if self._begun is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(0):
                    await self._rest_of_step()
        await self._packets.aclose()

    def _ready(self) -> bytes | None:
        """The next packet if it has come already; None when it has to be waited for."""
        if self._begun is not None:
            return None
        step = anext(self._packets, b"").__await__()
        try:
            awaited = next(step)
        except StopIteration as end:
            packet: bytes = end.value
            return packet
        self._begun = _Begun(step, awaited)
        return None

    async def _rest_of_step(self) -> bytes:
        begun, self._begun = self._begun, None
        assert begun is not None
        return await begun

    def _with_more(self, packet: bytes) -> bytes:
        """A packet with those that have come behind it."""
        pieces = [packet]
        size = len(packet)
        try:
            while size < _MOST and len(pieces) < _MOST_PACKETS and (more := self._ready()):
                pieces.append(more)
                size += len(more)
        except httpx.HTTPError as error:
            self._failed = error
        return b"".join(pieces)

    async def rest(self, seconds: float) -> bool:
        """Let packets gather, so that they are waited for only once in so many seconds.

        Does nothing while there are packets that have come already.

        Returns:
            Whether there was a rest, or was none because too much comes.
        """
        loop = asyncio.get_running_loop()
        if self._is_flood and loop.time() < self._flood_seen + LOOK_SECONDS:
            return True
        if self._waits < 2:
            # The first wait after a rest brought what had gathered.
            return False
        plenty = self._waits * _AT_ONCE if self._is_flood else _PLENTY
        self._is_flood = self._size >= plenty
        self._flood_seen = loop.time()
        self._waits = self._size = 0
        if self._is_flood:
            return True
        await asyncio.sleep(self._woken + seconds - loop.time())
        self._woken = loop.time()
        return True


class _Begun(Generator[object, object, bytes]):
    """Goes on with a step that was begun already, from what it is waiting for."""

    def __init__(self, step: Generator[object, object, bytes], awaited: object) -> None:
        self._step = step
        self._awaited: object | None = awaited
        self._told = False

    def __await__(self) -> Generator[object, object, bytes]:
        """Be awaited."""
        return self

    def send(self, value: object) -> object:
        """Tell what it is waiting for, then go on."""
        if not self._told:
            self._told = True
            return self._awaited
        return self._step.send(value)

    def throw(
        self,
        kind: type[BaseException] | BaseException,
        value: BaseException | object = None,
        traceback: TracebackType | None = None,
    ) -> object:
        """Let it end with an error."""
        del value, traceback
        return self._step.throw(kind)
