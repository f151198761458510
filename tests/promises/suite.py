"""All promises that have a long form, by name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.promises.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise that is tried many times.

    Attributes:
        name: by which it is asked for.
        what: is promised, in a few words.
        module: has the function `run(seed, count, folder)`, which returns an `Outcome`.
        soak: how often it is tried for the figures in README.md.
        usual: how often otherwise; about half a minute's worth.
    """

    name: str
    what: str
    module: str
    soak: int
    usual: int

    def keep(self, seed: int, count: int, folder: Path) -> Outcome:
        """Try it.

        Args:
            seed: of the random numbers.
            count: how often.
            folder: an empty one.
        """
        run: Callable[[int, int, Path], Outcome] = import_module(self.module).run
        return run(seed, count, folder)


PROMISES = (
    Promise(
        "store-kills",
        "SIGKILL of a process that writes: all that was done is there, nothing is half done",
        "tests.reliability.store_kills",
        soak=200,
        usual=20,
    ),
    Promise(
        "migration-kills",
        "SIGKILL of a process that migrates: all is there, and a copy from before",
        "tests.reliability.migration_kills",
        soak=200,
        usual=20,
    ),
    Promise(
        "program-kills",
        "SIGKILL of the program: a reply is short by at most 300 ms, all that was sent is there",
        "tests.reliability.program_kills",
        soak=200,
        usual=10,
    ),
    Promise(
        "instances",
        "Two and three copies at once: nothing lost, nothing doubled, shown within 2 s",
        "tests.reliability.instances",
        soak=20,
        usual=2,
    ),
    Promise(
        "damage",
        "A file that is damaged at random: set aside as it is, and a sound one after it",
        "tests.promises.damage",
        soak=600,
        usual=40,
    ),
    Promise(
        "terminal",
        "A terminal that stands still or is stopped: the reply is kept, esc and SIGTERM work",
        "tests.promises.terminal",
        soak=3,
        usual=1,
    ),
    Promise(
        "decoder",
        "Whatever a server sends, cut anywhere: no fault but our own, no unbounded memory",
        "tests.promises.decoder",
        soak=1_000_000,
        usual=20_000,
    ),
    Promise(
        "broken",
        "Programs that are broken on purpose: each test fails",
        "tests.promises.broken",
        soak=1,
        usual=1,
    ),
)
"""In the order in which they are tried. Whoever adds one adds a line here."""

NAMES = tuple(promise.name for promise in PROMISES)
