"""Reading packets as far as they are there, and knowing when they have to be waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from types import TracebackType

_PLENTY = 16 * 1024
"""Bytes between two waits of a server that sends as fast as it can."""


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
        self._woken = asyncio.get_running_loop().time()
        self._waits = 0
        self._size = 0

    async def next(self, seconds: float | None) -> bytes:
        """The next packet; none at the end.

        Raises:
            TimeoutError: there was none for so long.
        """
        step = anext(self._packets, b"").__await__()
        try:
            awaited = next(step)
        except StopIteration as end:
            packet: bytes = end.value
        else:
            self._waits += 1
            async with asyncio.timeout(seconds):
                packet = await _Begun(step, awaited)
        self._size += len(packet)
        return packet

    async def rest(self, seconds: float) -> bool:
        """Let packets gather, so that they are waited for only once in so many seconds.

        Does nothing while there are packets that have come already.

        Returns:
            Whether there was a rest, or was none because too much comes.
        """
        if self._waits < 2:
            # The first wait after a rest brought what had gathered.
            return False
        has_plenty = self._size >= _PLENTY
        self._waits = self._size = 0
        if has_plenty:
            return True
        loop = asyncio.get_running_loop()
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
