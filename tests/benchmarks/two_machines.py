"""How soon a reply that runs on one machine is seen growing on another one.

Two apps in this process, with nothing in common but a server and a way to it that takes its
time. A word comes in on one; that it stands on the screen of the other is what counts. Beside
it, the same with both on one file.
"""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from copilot_tui.config import Flags
from tests.benchmarks.figure import Figure, percentile
from tests.postgres_proxy import proxy_to
from tests.postgres_server import running_postgres
from tests.servers_fake import Gate
from tests.ui.driving import chatting
from tests.ui.preparing import scripted, scripted_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.benchmarks.suite import Extent
    from tests.ui.driving import Chat

WORDS, SMOKE_WORDS = 20, 3
"""A run; each comes at another moment of what is written several times a second."""

ROUND_TRIPS = (0, 50, 100)
"""Milliseconds there and back."""

GOAL_MILLISECONDS = 500.0
_TITLE = "A story"


def measure(extent: Extent) -> Iterator[Figure]:
    """From a word's coming in to its being seen on the other machine."""
    words = extent.runs * extent.scaled(WORDS, SMOKE_WORDS)
    with running_postgres(durable=True) as server:
        for milliseconds in ROUND_TRIPS[:1] if extent.smoke else ROUND_TRIPS:
            place = server.add_database()
            with proxy_to(server.port, delay=milliseconds / 2000) as proxy:
                url = f"{replace(place, port=proxy.port).url}?sslmode=disable"
                homes = [extent.home(f"{name}-{milliseconds}") for name in ("desk", "lap")]
                seen = asyncio.run(_seen(words, [(home, url) for home in homes]))
            yield from _figures(f"on a server {milliseconds} ms away", seen, GOAL_MILLISECONDS)
    home = extent.home("both")
    yield from _figures("on one file", asyncio.run(_seen(words, [(home, None)] * 2)), None)


def _figures(name: str, seen: list[float], goal: float | None) -> Iterator[Figure]:
    yield Figure(name, seen, "ms", goal)
    yield Figure("99 of 100", [percentile(seen, 99)], "ms", goal, under=name)


async def _seen(words: int, machines: list[tuple[Path, str | None]]) -> list[float]:
    gates = [Gate() for _ in range(words)]
    parts = [part for n, gate in enumerate(gates) for part in (gate, f"word{n}. ")]
    async with scripted_server() as server, AsyncExitStack() as opened:
        server.answer(scripted("It begins. ", *parts))
        desk, lap = [
            await opened.enter_async_context(
                chatting(home, server, flags=Flags(url=server.url, database=url))
            )
            for home, url in machines
        ]
        await desk.send(_TITLE)
        await lap.until(lambda: _TITLE in lap.text(lap.sidebar))
        await lap.choose(_TITLE)
        await lap.until(lambda: "It begins." in lap.log_text())
        found = [await _time(lap, gate, f"word{n}.") for n, gate in enumerate(gates)]
        await desk.answered()
    return found


async def _time(chat: Chat, gate: Gate, word: str) -> float:
    await asyncio.sleep(random.uniform(0.1, 0.6))
    await gate.reached()
    start = time.perf_counter()
    gate.open()
    await chat.until(lambda: word in chat.log_text())
    return (time.perf_counter() - start) * 1000
