"""Going about with very many messages on a server near and far, beside the same in a file.

The real program in a pseudo-terminal: whatever the database takes, nothing on the thread that
draws and takes keys waits for it.
"""

from __future__ import annotations

import sqlite3
import statistics
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copilot_tui.store.store import Store
from tests.benchmarks.delta_server import Order, Running, running
from tests.benchmarks.echo import MEDIAN_GOAL, RATE, TAIL_GOAL
from tests.benchmarks.figure import Figure, Series, percentile
from tests.benchmarks.navigation import SWITCH, press, seen, wait_for_start
from tests.benchmarks.program import ENTER, Program, chat
from tests.benchmarks.seeded import database, mark, seed, titles
from tests.benchmarks.server_messages import SETTINGS, fill
from tests.benchmarks.startup import LETTER, OUR_PROMPT, quit_and_wait
from tests.benchmarks.typist import INTERVAL, LETTERS, Typist
from tests.postgres_database import database_at
from tests.postgres_proxy import proxy_to
from tests.postgres_server import running_postgres

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.benchmarks.suite import Extent

CONVERSATIONS, SMOKE_CONVERSATIONS = 100_000, 40
MESSAGES = 10
"""In each of them."""

ROUND_TRIPS = (0, 50)
"""Milliseconds there and back that are added to what loopback takes."""

DELTAS, SMOKE_DELTAS = 2_000, 150
OPENED, SMOKE_OPENED = 4, 1
"""Conversations a run."""

PAINT_GOAL = 50.0
"""Milliseconds by which the prompt is painted later than with the file: nothing, in effect."""

FILE = "in a file"
_WRITTEN_BESIDE = "Beside"
_BACKSPACE = "\x7f"
_TITLE_CHARACTERS = 20
_OTHERS_SECONDS = 0.25
_QUIET_SECONDS, _SMOKE_QUIET_SECONDS = 0.5, 0.2

_SHOWN = {
    "painted": "exec to the prompt painted",
    "echoed": "exec to the echo of a letter typed then",
    "listed": "exec to the newest conversations painted",
    "switcher": "switcher opened",
    "found": "a title typed into it at once, to its row",
    "opened": f"a conversation of {MESSAGES} opened",
    "asked": "enter, to its question reaching the model's server",
}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the conversations are.

    Attributes:
        name: of it, in the figures.
        home: of who uses it.
        environment: by which the program finds it.
        beside: opens it as another copy does that is right beside it.
    """

    name: str
    home: Path
    environment: Mapping[str, str]
    beside: Callable[[], Store]


def measure(extent: Extent) -> Iterator[Figure]:
    """Start, list, open, send and type in each of the places, in turn."""
    times: dict[str, Series] = {}
    with ExitStack() as ending:
        server = ending.enter_context(running())
        places = ending.enter_context(_places(extent))
        # The first start of each may have had to compile modules and to read from the disk.
        warming = extent.scaled(1, 0)
        for run in range(warming + extent.runs):
            for number, place in enumerate(places, start=run * len(places)):
                series = times.setdefault(place.name, Series()) if run >= warming else Series()
                # What was written last is on top of the list.
                newest = _WRITTEN_BESIDE if run else None
                _use(place, server, extent, number, series, newest)
    count = extent.scaled(CONVERSATIONS, SMOKE_CONVERSATIONS) * MESSAGES
    yield from _figures(count, times)


def _figures(count: int, times: Mapping[str, Series]) -> Iterator[Figure]:
    first, *others = times
    for key, what in _SHOWN.items():
        group = f"{what}, {count:,} messages {first}"
        yield Figure(group, times[first][key], "ms")
        for name in others:
            yield Figure(name, times[name][key], "ms", under=group)
        if key == "painted":
            for name in (name for name in times if name != FILE):
                later = _middle(times, name, key) - _middle(times, FILE, key)
                of = f"{name}, more than in a file, by the medians"
                yield Figure(of, [later], "ms", PAINT_GOAL, under=group)
    for name, series in times.items():
        group = f"key to echo while a reply streams and others write, {name}"
        yield Figure(group, series["echo"], "ms", MEDIAN_GOAL)
        tail = [percentile(series["echo"], 99)]
        yield Figure("99 of 100 within", tail, "ms", TAIL_GOAL, under=group)
        yield Figure("the slowest", [max(series["echo"])], "ms", under=group)


def _middle(times: Mapping[str, Series], place: str, key: str) -> float:
    return statistics.median(times[place][key])


@contextmanager
def _places(extent: Extent) -> Iterator[list[_Place]]:
    """The same conversations on a server, at each distance from it, and in a file."""
    home = extent.home("file")
    seed(
        home,
        conversations=extent.scaled(CONVERSATIONS, SMOKE_CONVERSATIONS),
        messages=MESSAGES,
    )
    file = database(home)
    _give_uids(file)
    with running_postgres(durable=True, settings=SETTINGS) as server, ExitStack() as proxies:
        filled = server.add_database()
        fill(server, filled, file)
        places = []
        for milliseconds in ROUND_TRIPS[:1] if extent.smoke else ROUND_TRIPS:
            proxy = proxies.enter_context(proxy_to(server.port, delay=milliseconds / 2000))
            url = f"{replace(filled, port=proxy.port).url}?sslmode=disable"
            name = f"on a server {milliseconds} ms away"
            places.append(
                _Place(
                    name,
                    extent.home(name),
                    {"COPILOT_TUI_DATABASE": url},
                    lambda: Store(database_at(filled.url), instance_id="beside"),
                )
            )
        beside = _Place(FILE, home, {}, lambda: Store(file, instance_id="beside"))
        yield [*places, beside]


def _give_uids(file: Path) -> None:
    """Every conversation and message that the program has made has one; on a server it must."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("UPDATE conversations SET uid = randomblob(16)")
        connection.execute("INSERT INTO message_uids SELECT id, randomblob(16) FROM messages")


def _use(
    place: _Place,
    server: Running,
    extent: Extent,
    start: int,
    series: Series,
    newest: str | None,
) -> None:
    """One start, and what is done then.

    Each conversation is opened for the first time, whatever place it is in: a server near and
    far is the same one.

    Args:
        place: where the conversations are.
        server: answers.
        extent: how much is done.
        start: the how manieth this is, of all places together.
        series: takes what was measured.
        newest: a title that is in the list as soon as it is painted; None is that of the newest
            conversation that was there before the first start.
    """
    known = [*titles(extent.scaled(CONVERSATIONS, SMOKE_CONVERSATIONS))]
    each = extent.scaled(OPENED, SMOKE_OPENED)
    quiet = _SMOKE_QUIET_SECONDS if extent.smoke else _QUIET_SECONDS
    # The others write into the newest one.
    numbers = [len(known) // 2 - start * each - number for number in range(each)]
    with chat(server.url, place.home, place.environment) as program:
        _start(program, newest or known[-1], series)
        wait_for_start(program)
        for letter, number in zip("abcdefgh", numbers, strict=False):
            _open(program, known[number - 1], mark(number * MESSAGES), quiet, series)
            _send(program, server, Order(20, name=f"ask{letter}", now=True), quiet, series)
        with _writing(place):
            _type(program, extent, series)
        program.read_until_quiet(quiet)
        quit_and_wait(program)


def _start(program: Program, newest: str, series: Series) -> None:
    """Milliseconds until prompt, list and the echo of a letter are on the screen."""
    wanted = {"painted": OUR_PROMPT, "listed": newest[:_TITLE_CHARACTERS]}
    painted = seen(program, wanted, until="painted")
    program.send(LETTER)
    wanted["echoed"] = LETTER
    times = seen(program, wanted, known=painted)
    series.add(**{name: (at - program.started) * 1e3 for name, at in times.items()})
    program.send(_BACKSPACE)


def _open(program: Program, title: str, last_word: str, quiet: float, series: Series) -> None:
    row = f"▌  {title[:_TITLE_CHARACTERS]}"
    series.add(switcher=press(program, SWITCH, "▌  ", settle=False))
    series.add(found=press(program, title, row))
    program.read_until_quiet(quiet)
    series.add(opened=press(program, ENTER, last_word))
    program.read_until_quiet(quiet)


def _send(program: Program, server: Running, order: Order, quiet: float, series: Series) -> None:
    """From enter until the model's server begins, which it does as soon as it is asked."""
    after = len(program.output)
    program.send(order.question)
    program.read_until_quiet(quiet)
    sent = program.send(ENTER)
    program.wait_for(order.end, after=after)
    program.read_until_quiet(quiet)
    series.add(asked=(server.streamed().first - sent) * 1e3)


def _type(program: Program, extent: Extent, series: Series) -> None:
    """Type into the prompt while a reply comes in, is kept, and others are heard of."""
    order = Order(extent.scaled(DELTAS, SMOKE_DELTAS), RATE, "slow")
    after = len(program.output)
    program.send(f"{order.question}{ENTER}")
    program.wait_for(order.start, after=after)
    typist = Typist(program)
    # The last letter is typed half a second before the reply ends.
    typist.type(LETTERS[: int(order.deltas / RATE / INTERVAL) - 2])
    for echo in typist.echoes:
        series.add(echo=echo)
    program.wait_for(order.end, after=after)


@contextmanager
def _writing(place: _Place) -> Iterator[None]:
    """Have another copy write messages, one after the other."""
    ended = threading.Event()

    def write() -> None:
        with place.beside() as store:
            conversation = store.conversations.create(title=_WRITTEN_BESIDE).id
            leaf: int | None = None
            while not ended.wait(_OTHERS_SECONDS):
                leaf = store.messages.add_user_message(conversation, leaf, "And then?").id

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
