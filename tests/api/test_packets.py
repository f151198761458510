"""Packets are taken as they come, and waited for only once in a while."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from copilot_tui.api.packets import LOOK_SECONDS, Packets

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

LONG_REST = 2.0
"""Seconds that nobody can take by accident."""


class Body:
    """A body whose packets come when the test says so.

    Attributes:
        left: how the reading of it ended.
    """

    def __init__(self) -> None:
        self.left: list[str] = []
        self._waiting: asyncio.Queue[bytes | Exception] = asyncio.Queue()

    def put(self, *packets: bytes | Exception) -> None:
        """Let these come now."""
        for packet in packets:
            self._waiting.put_nowait(packet)

    async def packets(self) -> AsyncGenerator[bytes, None]:
        """What the HTTP library would give; several that have come cost no wait."""
        try:
            while True:
                packet = await self._waiting.get()
                if isinstance(packet, Exception):
                    raise packet
                if not packet:
                    return
                yield packet
        except asyncio.CancelledError:
            self.left.append("cancelled")
            raise


async def test_packets_come_in_order_whether_they_are_waited_for_or_not() -> None:
    body = Body()
    packets = Packets(body.packets())
    body.put(b"one", b"two")
    assert await packets.next(1.0) == b"one"
    assert await packets.next(1.0) == b"two"
    waiting = asyncio.create_task(packets.next(1.0))
    await asyncio.sleep(0)
    body.put(b"three", b"")
    assert await waiting == b"three"
    assert await packets.next(1.0) == b""
    assert await packets.next(1.0) == b""


async def test_a_packet_that_does_not_come_in_time_is_an_error_and_ends_the_reading() -> None:
    body = Body()
    packets = Packets(body.packets())
    with pytest.raises(TimeoutError):
        await packets.next(0.01)
    assert body.left == ["cancelled"]


async def test_a_failure_reaches_the_one_who_waits_or_takes() -> None:
    body = Body()
    packets = Packets(body.packets())
    body.put(b"one", OSError("gone"))
    assert await packets.next(1.0) == b"one"
    with pytest.raises(OSError, match="gone"):
        await packets.next(1.0)

    packets = Packets(body.packets())
    waiting = asyncio.create_task(packets.next(1.0))
    await asyncio.sleep(0)
    body.put(OSError("gone"))
    with pytest.raises(OSError, match="gone"):
        await waiting


async def test_who_waits_can_be_cancelled() -> None:
    body = Body()
    waiting = asyncio.create_task(Packets(body.packets()).next(None))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert body.left == ["cancelled"]


async def wait_for_one(packets: Packets, put: Callable[[], None]) -> None:
    """Take a packet that comes only after it was waited for."""
    waiting = asyncio.create_task(packets.next(1.0))
    await asyncio.sleep(0)
    put()
    await waiting


async def rests(packets: Packets, seconds: float = LONG_REST) -> bool:
    """Whether most of a rest of so many seconds is really taken."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    await packets.rest(seconds)
    return loop.time() - start > seconds / 2


async def test_there_is_a_rest_once_all_that_came_was_taken_and_more_was_waited_for() -> None:
    body = Body()
    packets = Packets(body.packets())
    await wait_for_one(packets, lambda: body.put(b"one"))
    assert not await rests(packets)
    await wait_for_one(packets, lambda: body.put(b"two"))
    assert await rests(packets, 0.2)


async def test_a_server_that_sends_as_fast_as_it_can_is_read_without_a_rest() -> None:
    body = Body()
    packets = Packets(body.packets())
    for _ in range(4):
        await wait_for_one(packets, lambda: body.put(b"x" * 20_000))
        assert not await rests(packets)


async def flooded(body: Body) -> Packets:
    """A reader that has found out that very much comes at once."""
    packets = Packets(body.packets())
    for _ in range(2):
        await wait_for_one(packets, lambda: body.put(b"x" * 20_000))
        await packets.rest(LONG_REST)
    return packets


async def trickle(packets: Packets, body: Body, size: int) -> bool:
    """Let packets of this size come one by one for longer than it takes to look again.

    Returns:
        Whether there was a rest.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + 3 * LOOK_SECONDS
    while loop.time() < until:
        await wait_for_one(packets, lambda: body.put(b"x" * size))
        if await rests(packets, 0.1):
            return True
    return False


async def test_a_server_that_is_held_up_in_a_flood_is_not_told_to_slow_down_by_a_rest() -> None:
    body = Body()
    assert not await trickle(await flooded(body), body, 5_000)


async def test_after_a_flood_single_deltas_are_rested_for_again() -> None:
    body = Body()
    assert await trickle(await flooded(body), body, 200)


async def test_of_very_much_all_that_has_come_is_taken_at_once() -> None:
    body = Body()
    packets = await flooded(body)
    body.put(b"one ", b"two ", b"three")
    assert await packets.next(1.0) == b"one two three"
    waiting = asyncio.create_task(packets.next(1.0))
    await asyncio.sleep(0)
    body.put(b"four", b"")
    assert await waiting == b"four"
    assert await packets.next(1.0) == b""


async def test_what_came_before_a_failure_is_taken_before_it() -> None:
    body = Body()
    packets = await flooded(body)
    body.put(b"one ", b"two", httpx.ReadError("gone"))
    assert await packets.next(1.0) == b"one two"
    with pytest.raises(httpx.ReadError):
        await packets.next(1.0)


async def test_a_packet_that_is_waited_for_behind_others_is_given_up_with_the_rest() -> None:
    body = Body()
    packets = await flooded(body)
    body.put(b"one")
    assert await packets.next(1.0) == b"one"
    await packets.aclose()
    assert body.left == ["cancelled"]
    await packets.aclose()
