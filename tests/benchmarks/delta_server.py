"""A server that streams so many deltas at such a rate, as a process of its own.

What is to be streamed stands in the last message: `4000 at 200 abcd` is 4,000 deltas at 200
a second, `4000 at 0 abcd` as fast as they are taken. Each delta is four characters of
Markdown in an event and a packet of its own, as g4f streams; of `4000 at 0 abcd by 400` it is
400 characters, and ` now` behind it all leaves out the pause before the first one. The text
begins with `ABCD` and ends with `ENDABCD`.

    uv run python -m tests.benchmarks.delta_server
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from tests.server_process import (
    ScriptedServer,
    end_of_reply,
    event,
    fetched,
    serve_until_ended,
    started,
)

DELTA_CHARACTERS = 4
THINKING_SECONDS = 0.3
"""What any real server takes before it begins to answer."""

_REQUEST = re.compile(r"(\d+) at ([\d.]+) ([a-z]{4})(?: by (\d+))?( now)?")
_STREAMED = "/streamed"


@dataclass(frozen=True, slots=True)
class Streamed:
    """When a reply was streamed, by `time.perf_counter`, which all processes share on Linux.

    Attributes:
        first: just before the first delta was written.
        last: just after the last byte was written.
    """

    first: float
    last: float


def section(number: int) -> str:
    """A piece of Markdown as models write it."""
    return (
        f"## Section {number}\n\n"
        "Some ordinary prose that goes on for a while, with **bold** words and `code` in it, "
        "so that it wraps over more than one line of the log.\n\n"
        "- first item of the list\n- second item, which is a little longer\n- third\n\n"
        f"```python\ndef function_{number}(a: int, b: int) -> int:\n"
        f'    """Add them."""\n    return a + b * {number}\n```\n\n'
        f"| name | value |\n|---|---:|\n| first | {number} |\n| second | 2 |\n\n"
    )


@dataclass(frozen=True, slots=True)
class Order:
    """A reply that is asked for.

    Attributes:
        deltas: how many.
        rate: how many a second; 0 for as fast as they are taken.
        name: four small letters, which tell it from other replies.
        size: characters of a delta.
        now: whether the server begins without `THINKING_SECONDS`.
    """

    deltas: int
    rate: float = 0.0
    name: str = "none"
    size: int = DELTA_CHARACTERS
    now: bool = False

    @property
    def question(self) -> str:
        """What to send for it."""
        asked = f"{self.deltas} at {self.rate:g} {self.name}"
        size = "" if self.size == DELTA_CHARACTERS else f" by {self.size}"
        return f"{asked}{size}{' now' if self.now else ''}"

    @property
    def start(self) -> str:
        """The first word."""
        return self.name.upper()

    @property
    def end(self) -> str:
        """The last word, which stands in no question."""
        return f"END{self.name.upper()}"

    def text(self) -> str:
        """All of it: whole sections, and words to make it as long as it is to be."""
        written = f"{self.start}\n\n"
        room = self.deltas * self.size - len(self.end) - 2
        for number in count(1):
            piece = section(number)
            if len(written) + len(piece) > room:
                break
            written += piece
        return f"{written.ljust(room - 1, '.')}\n\n{self.end}"


def _order(question: str) -> Order:
    """What is asked for last: a replayed conversation holds older orders, too."""
    found = _REQUEST.findall(question)
    if not found:
        return Order(20)
    deltas, rate, name, size, now = found[-1]
    return Order(int(deltas), float(rate), name, int(size or DELTA_CHARACTERS), bool(now))


class DeltaServer(ScriptedServer):
    """Streams what is ordered, and tells when the last reply was streamed."""

    def __init__(self) -> None:
        self._streamed = Streamed(0.0, 0.0)

    @property
    def told(self) -> Mapping[str, object]:
        """When the reply that ended last was streamed."""
        return {_STREAMED: [self._streamed.first, self._streamed.last]}

    async def stream(self, writer: asyncio.StreamWriter, question: str) -> None:
        """Send the deltas that are ordered, each at its time."""
        order = _order(question)
        whole = order.text()
        events = [
            event({"content": whole[start : start + order.size]})
            for start in range(0, len(whole), order.size)
        ]
        await asyncio.sleep(0 if order.now else THINKING_SECONDS)
        loop = asyncio.get_running_loop()
        began, first = loop.time(), time.perf_counter()
        for number, packet in enumerate(events):
            if order.rate and (wait := began + number / order.rate - loop.time()) > 0:
                await asyncio.sleep(wait)
            writer.write(packet)
            await writer.drain()
        await end_of_reply(writer)
        self._streamed = Streamed(first, time.perf_counter())


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs.

    Attributes:
        url: its base URL, ending in /v1.
    """

    url: str

    def streamed(self) -> Streamed:
        """When the reply that ended last was streamed."""
        told = fetched(self.url, _STREAMED)
        assert isinstance(told, list)
        return Streamed(*told)


@contextmanager
def running() -> Iterator[Running]:
    """Start the server as a process of its own, on a free port of 127.0.0.1."""
    with started("tests.benchmarks.delta_server") as url:
        yield Running(url)


if __name__ == "__main__":
    asyncio.run(serve_until_ended(DeltaServer()))
