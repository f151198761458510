"""A server that sends bytes as they are given, however little they have to do with HTTP."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from copilot_tui.profile import Limits, Timeouts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

SOON = Timeouts(connect=5.0, first_byte=0.5, between_chunks=0.5)
"""For servers that never come to an end. Whatever comes in pieces has five times as long."""

SMALL = Limits(line=16_000, event=32_000, reply=16_000, listing=16_000, error_body=4_000)


@asynccontextmanager
async def raw_server(pieces: Iterable[bytes], *, closes: bool = True) -> AsyncIterator[str]:
    """Answer every request with these bytes, then close the connection or keep silent.

    Args:
        pieces: written one after the other; may be endless.
        closes: whether the connection is closed at their end.

    Yields:
        The base URL.
    """
    tasks: set[asyncio.Task[None]] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await reader.readuntil(b"\r\n\r\n")
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                if not closes:
                    await reader.read()
        except asyncio.CancelledError:
            pass
        finally:
            tasks.discard(task)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
