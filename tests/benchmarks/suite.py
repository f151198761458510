"""All benchmarks by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.benchmarks.figure import Figure

NAMES = (
    "startup",
    "streaming",
    "echo",
    "many_streams",
    "idle",
    "opening",
    "memory",
    "lists",
    "search",
    "store_stall",
    "huge",
    "soak",
)
"""The modules in this folder that hold a benchmark, in the order of the table in README.md."""


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


def measure(name: str, extent: Extent) -> Iterable[Figure]:
    """Run a benchmark: the function `measure` of the module of this name."""
    run: Callable[[Extent], Iterable[Figure]] = import_module(f"tests.benchmarks.{name}").measure
    return run(extent)
