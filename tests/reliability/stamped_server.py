"""A server that streams numbered words, and knows when it has sent each of them.

A process of its own, so that it is on time. `say abcd 400 at 200` asks for the words
abcd0000 to abcd0399, at 200 a second. `GET /sent` tells what was asked and sent so far.

    uv run python -m tests.reliability.stamped_server
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from tests.server_process import (
    ScriptedServer,
    end_of_reply,
    event,
    fetched,
    serve_until_ended,
    started,
)

PARAGRAPH = 30
"""Words in a paragraph."""

_ORDER = re.compile(r"say ([a-z]{4}) (\d+) at (\d+)")
_SENT = "/sent"


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


class StampedServer(ScriptedServer):
    """Streams what is ordered, and tells when each word of it was sent."""

    def __init__(self) -> None:
        self._sent: list[Sent] = []

    @property
    def told(self) -> Mapping[str, object]:
        """What was asked and sent so far."""
        return {_SENT: [asdict(sent) for sent in self._sent]}

    async def stream(self, writer: asyncio.StreamWriter, question: str) -> None:
        """Send the words that are ordered, each at its time."""
        order = order_in(question) or Order("none", 1)
        sent = Sent(order.name, question)
        self._sent.append(sent)
        loop = asyncio.get_running_loop()
        began = loop.time()
        for number, delta in enumerate(order.deltas()):
            if (wait := began + number / order.rate - loop.time()) > 0:
                await asyncio.sleep(wait)
            sent.stamps.append(time.perf_counter())
            writer.write(event({"content": delta}))
            await writer.drain()
        await end_of_reply(writer)


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs.

    Attributes:
        url: its base URL, ending in /v1.
    """

    url: str

    def sent(self) -> list[Sent]:
        """All requests for replies so far, oldest first."""
        told = fetched(self.url, _SENT)
        assert isinstance(told, list)
        return [Sent(**sent) for sent in told]


@contextmanager
def running() -> Iterator[Running]:
    """Start the server as a process of its own, on a free port of 127.0.0.1."""
    with started("tests.reliability.stamped_server") as url:
        yield Running(url)


if __name__ == "__main__":
    asyncio.run(serve_until_ended(StampedServer()))
