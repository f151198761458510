"""Many conversations that stream at the same time, one of them in view."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import Status
from copilot_tui.store.store import Store
from tests.benchmarks.delta_server import Order, running
from tests.benchmarks.figure import Figure, Series
from tests.benchmarks.program import ENTER, Program, chat
from tests.benchmarks.seeded import database
from tests.benchmarks.streaming import PROMPT

if TYPE_CHECKING:
    from tests.benchmarks.suite import Extent

CONVERSATIONS, SMOKE_CONVERSATIONS = 20, 3
DELTAS, SMOKE_DELTAS = 2_000, 100
RATE = 100
_NEW = "\x0e"


def measure(extent: Extent) -> Iterator[Figure]:
    """CPU while all of them stream, and whether each one is kept to the last character."""
    deltas = extent.scaled(DELTAS, SMOKE_DELTAS)
    count = extent.scaled(CONVERSATIONS, SMOKE_CONVERSATIONS)
    orders = [Order(deltas, RATE, f"con{letter}") for letter in ascii_lowercase[:count]]
    series = Series()
    with running() as server:
        for run in range(extent.runs):
            home = extent.home(f"chat{run}")
            with chat(server.url, home) as program:
                series.add(cpu=_stream(program, orders))
            series.add(wrong=_wrong(home, orders))
    name = f"{count} conversations at {RATE}/s each, {deltas:,} deltas"
    yield Figure(f"{name}: CPU", series["cpu"], "% of one core", 50)
    yield Figure("replies not kept to the last character", series["wrong"], "", 0, under=name)


def _stream(program: Program, orders: Sequence[Order]) -> float:
    """Percent of a core that it takes from the moment all of them stream until one ends."""
    program.wait_for(PROMPT)
    program.read_until_quiet()
    begun = time.perf_counter()
    for order in orders:
        key = _NEW if order is not orders[0] else ""
        program.send(f"{key}{order.question}{ENTER}")
        program.wait_for(order.start)
    since, before = time.perf_counter(), program.cpu_seconds()
    program.read_for(begun + orders[0].deltas / RATE - since)
    cpu = (program.cpu_seconds() - before) / (time.perf_counter() - since)
    # As long as any of them runs, something turns in the sidebar.
    program.read_until_quiet(1.0)
    return cpu * 100


def _wrong(home: Path, orders: Sequence[Order]) -> int:
    """How many replies are not there, not complete, or not what the server has sent."""
    wanted = {order.question: order.text() for order in orders}
    with Store(database(home), instance_id="benchmark") as store:
        for conversation in store.conversations.page(limit=len(orders) + 1):
            if conversation.active_leaf is None:
                continue
            question, *rest = store.tree.path(conversation.active_leaf)
            kept = [reply.content for reply in rest if reply.status is Status.COMPLETE]
            if kept == [wanted.get(question.content)]:
                del wanted[question.content]
    return len(wanted)
