"""Tries what is promised, many times.

uv run python -m tests.promises                      all of it, for a few minutes
uv run python -m tests.promises --soak               as often as for the figures in README.md
uv run python -m tests.promises store-kills --seed 7 one of them, with a seed that has failed
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from tests.promises.suite import NAMES, PROMISES, Promise

if TYPE_CHECKING:
    from tests.promises.outcome import Outcome


HEAD = f"{'promise':16} {'tried':>9} {'failures':>9} {'seconds':>8} {'seed':>8}"


@dataclass(frozen=True, slots=True)
class Tried:
    """A promise, and what came of it."""

    promise: Promise
    outcome: Outcome
    seconds: float


def parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    flags = argparse.ArgumentParser(
        prog="python -m tests.promises",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    flags.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}")
    flags.add_argument("--list", action="store_true", help="say what is promised, and try nothing")
    flags.add_argument("--soak", action="store_true", help="as often as for the README")
    flags.add_argument("--smoke", action="store_true", help="once each")
    flags.add_argument("--count", type=int, help="so often each")
    flags.add_argument("--seed", type=int, help="of the random numbers; a new one by default")
    return flags


def main() -> int:
    """Try what is asked for, and print what came of it; 1 if a promise was broken."""
    flags = parser()
    options = flags.parse_args()
    if unknown := set(options.names) - set(NAMES):
        flags.error(f"no such promise: {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}")
    asked = [one for one in PROMISES if not options.names or one.name in options.names]
    if options.list:
        print("\n".join(f"{one.name.ljust(16)} {one.what}" for one in asked))
        return 0
    seed = SystemRandom().randrange(1 << 20) if options.seed is None else options.seed
    print(HEAD)
    failures: list[str] = []
    for one in asked:
        tried = _try(one, seed, _count(one, options))
        print(lines(tried), flush=True)
        failures += tried.outcome.failures
    print("\n".join(["", *failures]) if failures else "")
    return 1 if failures else 0


def lines(tried: Tried) -> str:
    """What was tried below `HEAD`, and particulars under it."""
    outcome = tried.outcome
    first = (
        f"{tried.promise.name:16} {outcome.tried:9,} {len(outcome.failures):9,}"
        f" {tried.seconds:8,.0f} {outcome.seed:8}"
    )
    return "\n".join([first, *(f"    {note}" for note in outcome.notes)])


def _count(promise: Promise, options: argparse.Namespace) -> int:
    if options.count is not None:
        return int(options.count)
    if options.smoke:
        return 1
    return promise.soak if options.soak else promise.usual


def _try(promise: Promise, seed: int, count: int) -> Tried:
    print(f"{promise.name} … seed {seed}", file=sys.stderr, flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        outcome = promise.keep(seed, count, Path(folder))
    return Tried(promise, outcome, time.monotonic() - begun)


if __name__ == "__main__":
    sys.exit(main())
