"""Ours beside other chat programs from the package registry, on the same work."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from tests.benchmarks.delta_server import Order, Running, running
from tests.benchmarks.figure import Figure
from tests.benchmarks.peer_programs import PEERS, PeerUnusable
from tests.benchmarks.program import ENTER, NothingSeen, Program, chat
from tests.benchmarks.startup import LETTER, OUR_PROMPT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.benchmarks.suite import Extent

RUNS = 2
"""The most: a peer takes a minute or more for each."""

DELTAS, RATE = 1_000, 200
SMOKE_DELTAS = 20

START_SECONDS = 90.0
"""How long a program may take until its prompt is painted."""

REPLY_SECONDS = 120.0
"""How long it may take from the question until it has let the server write all of the reply."""

END_SECONDS = 90.0
"""How long after the last byte it may still be busy without having shown the end."""

BUSY_SECONDS = 15.0
"""How long it may be busy after it has shown the end; what it uses then is not counted."""

CALM_SECONDS, CALM_SHARE = 1.0, 0.05
"""It is done when it used less than this share of a core for so long."""

_RETYPE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Contender:
    """A program that takes part.

    Attributes:
        name: what it is called in the table.
        prompt: what stands at its prompt.
        submit: the key that sends what was typed.
        start: starts it in a home folder that is still empty.
    """

    name: str
    prompt: str
    submit: str
    start: Callable[[Path], Program]


@dataclass(slots=True)
class Taken:
    """What was measured of one contender.

    Attributes:
        samples: by the names of the measurements.
        notes: what else is to be known of one, by the same names.
    """

    samples: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply has cost.

    Attributes:
        cpu: seconds, until the program was calm again or, if it never was, until its end was seen.
        end: seconds from the last byte to the end on the screen; None if it was not seen.
        calm: whether the program came to rest.
    """

    cpu: float
    end: float | None
    calm: bool


def measure(extent: Extent) -> Iterator[Figure]:
    """Start-up and one reply of each kind; what a peer does not do is told on stderr."""
    deltas = extent.scaled(DELTAS, SMOKE_DELTAS)
    with running() as server:
        for contender in _contenders(server.url):
            taken = Taken()
            try:
                for run in range(min(extent.runs, RUNS)):
                    _take(contender, server, extent.home(f"{contender.name}{run}"), deltas, taken)
            except (PeerUnusable, NothingSeen, OSError) as error:
                _complain(contender.name, error)
            yield from _figures(contender.name, taken, deltas)


def _contenders(url: str) -> Iterator[Contender]:
    """Ours, and each peer as soon as it is installed."""
    yield Contender("copilot-tui", OUR_PROMPT, ENTER, partial(chat, url))
    for peer in PEERS:
        try:
            command = peer.installed()
        except PeerUnusable as error:
            _complain(peer.package, error)
        else:
            start = partial(peer.start, command, url)
            yield Contender(f"{peer.package} {peer.version}", peer.prompt, peer.submit, start)


def _complain(name: str, error: Exception) -> None:
    reason = str(error).partition("\n")[0].rstrip(":.")
    print(f"{name}: {reason}.", file=sys.stderr, flush=True)


def _take(contender: Contender, server: Running, home: Path, deltas: int, taken: Taken) -> None:
    """Start it for each kind of reply, as some never come to rest after one.

    Raises:
        NothingSeen: it does not do what is asked.
        PeerUnusable: it cannot be set up.
    """
    for kind, order in (("paced", Order(deltas, RATE, "slow")), ("flat", Order(deltas, 0, "fast"))):
        own = home / kind
        own.mkdir()
        with contender.start(own) as program:
            painted = program.wait_for(contender.prompt, seconds=START_SECONDS)
            _type_until_echoed(program)
            taken.samples["paint"].append((painted - program.started) * 1e3)
            taken.samples["cpu"].append(program.cpu_seconds() * 1e3)
            _ask(program, server, Order(20, name="warm"), contender.submit)
            reply = _ask(program, server, order, contender.submit)
        taken.samples[kind].append(reply.cpu / deltas * 1e6)
        if reply.end is not None:
            taken.samples[f"{kind} end"].append(reply.end)
        else:
            taken.notes[kind] = "its end never came into view"
        if not reply.calm:
            taken.notes[kind] = f"up to its end; the program was busy for {BUSY_SECONDS:.0f} s more"


def _type_until_echoed(program: Program) -> None:
    """Type a letter again and again: some lose what is typed when they seem ready.

    Raises:
        NothingSeen: none was echoed.
    """
    deadline = time.perf_counter() + START_SECONDS
    start = len(program.output)
    while time.perf_counter() < deadline:
        program.send(LETTER)
        if _seen(program, LETTER, start, _RETYPE_SECONDS) is not None:
            return
    raise NothingSeen(f"it echoed no letter within {START_SECONDS:.0f} s")


def _ask(program: Program, server: Running, order: Order, submit: str) -> Reply:
    """Have a reply streamed, and wait until the program is calm again.

    Raises:
        NothingSeen: the program ended, or did not come to an end with the reply.
    """
    before, start = program.cpu_seconds(), len(program.output)
    asked = program.send(f"{order.question}{submit}")
    end: float | None = None
    cpu_to_end = 0.0
    while program.process.poll() is None:
        cpu = program.cpu_seconds()
        if end is not None:
            program.read_for(CALM_SECONDS)
        elif (end := _seen(program, order.end, start, CALM_SECONDS)) is not None:
            cpu_to_end = program.cpu_seconds() - before
            continue
        now, last = time.perf_counter(), server.streamed().last
        if last < asked:
            if now > asked + REPLY_SECONDS:
                raise NothingSeen(f"it did not take {order.deltas} deltas in {REPLY_SECONDS:.0f} s")
            continue
        shown_after = None if end is None else end - last
        if program.cpu_seconds() - cpu < CALM_SHARE * CALM_SECONDS:
            return Reply(cpu - before, shown_after, calm=True)
        if end is not None and now > end + BUSY_SECONDS:
            return Reply(cpu_to_end, shown_after, calm=False)
        if end is None and now > last + END_SECONDS:
            raise NothingSeen(f"it was still busy {END_SECONDS:.0f} s after the last byte")
    raise NothingSeen("it ended while a reply came")


def _seen(program: Program, word: str, start: int, seconds: float) -> float | None:
    """Read for so long at most; tells when a word came, in what is written after `start`."""
    needle = word.encode()
    deadline = time.perf_counter() + seconds
    while (left := deadline - time.perf_counter()) > 0:
        searched = max(start, len(program.output) - len(needle))
        if program.read(left) and program.output.find(needle, searched) >= 0:
            return time.perf_counter()
    return None


def _figures(name: str, taken: Taken, deltas: int) -> Iterator[Figure]:
    for key, label, unit in (
        ("paint", f"{name}: exec to the prompt painted", "ms"),
        ("cpu", "CPU up to the echo of a letter", "ms"),
        ("paced", f"{deltas:,} deltas at {RATE}/s: CPU a delta", "us"),
        ("paced end", f"at {RATE}/s: end on the screen after the last byte was sent", "s"),
        ("flat", f"{deltas:,} deltas flat out: CPU a delta", "us"),
        ("flat end", "flat out: end on the screen after the last byte was sent", "s"),
    ):
        if samples := taken.samples.get(key):
            under = "" if key == "paint" else name
            yield Figure(label, samples, unit, note=taken.notes.get(key, ""), under=under)
