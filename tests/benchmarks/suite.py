"""All benchmarks by name, and what each of them takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from tests.benchmarks.figure import Figure


@dataclass(frozen=True, slots=True)
class Needs:
    """What a benchmark takes, about.

    Attributes:
        takes: how long, with five runs unless it says otherwise.
        kept: megabytes of files that are made once and stay for the next time.
        passing: megabytes in use until it ends, besides.
        making: what has to be done the first time only.
    """

    takes: str
    kept: int = 0
    passing: int = 0
    making: str = ""


PEERS = "peers"
"""The one that is run only when asked for by its flag."""

BENCHMARKS = {
    "startup": Needs("1 min", kept=460, passing=460, making="1 min"),
    "streaming": Needs("6 min", passing=20),
    "echo": Needs("6 min", passing=20),
    "many_streams": Needs("3 min", passing=20),
    "idle": Needs("4 min", kept=5, passing=25),
    "opening": Needs("3 min", kept=250, passing=250, making="1 min"),
    "memory": Needs("1 min", kept=25, passing=25),
    "lists": Needs("6 min", kept=460, passing=460, making="1 min"),
    "search": Needs("5 min", kept=2_100, passing=2_200, making="5 min"),
    "server_search": Needs("40 min", kept=2_100, passing=8_000, making="5 min"),
    "two_machines": Needs("5 min", passing=100),
    "server_use": Needs("35 min", kept=2_300, passing=15_000, making="5 min"),
    "server_streams": Needs("18 min", passing=300),
    "statistics": Needs("3 min", kept=750, passing=20, making="1 min"),
    "store_stall": Needs("1 min", passing=20),
    "transfer": Needs("5 min", passing=1_500),
    "huge": Needs("5 min", passing=200),
    "soak": Needs("5 min", passing=20),
    PEERS: Needs("4 to 7 min a run", kept=1_300, passing=50, making="a download"),
}
"""The modules in this folder that hold a benchmark, in the order of the table in README.md.
`startup` and `lists` keep the same file."""

NAMES = tuple(name for name in BENCHMARKS if name != PEERS)
"""Those that are run when none is named."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How thoroughly to measure.

    Attributes:
        runs: how often each thing is measured.
        smoke: whether it is only to be seen that everything works, with the least of all.
        folder: an empty one, for files and homes.
    """

    runs: int
    smoke: bool
    folder: Path

    def scaled(self, full: int, smoke: int) -> int:
        """A count for the full benchmark, and one for the smoke test."""
        return smoke if self.smoke else full

    def home(self, name: str) -> Path:
        """A new home folder."""
        home = self.folder / name
        home.mkdir(parents=True)
        return home


def measure(name: str, extent: Extent) -> Iterator[Figure]:
    """Run a benchmark: the function `measure` of the module of this name.

    The goals are those of the full work, so a smoke test has none.
    """
    run: Callable[[Extent], Iterable[Figure]] = import_module(f"tests.benchmarks.{name}").measure
    for figure in run(extent):
        yield replace(figure, goal=None) if extent.smoke else figure
