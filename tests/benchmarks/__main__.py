"""Measures how fast the program is, and compares it with its goals; `--help` tells the rest."""

from __future__ import annotations

import json
import signal
import sys
import tempfile
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.figure import Figure, table
from tests.benchmarks.machine import machine
from tests.benchmarks.options import announced, parsed, unusable_folder
from tests.benchmarks.suite import NAMES, PEERS, Extent, measure

if TYPE_CHECKING:
    from types import FrameType

SMOKE = "smoke: only to see that it runs; the figures mean nothing"
INTERRUPTED = 128 + signal.SIGINT
"""The exit code that shells give to what was ended by ctrl+c."""


@dataclass(slots=True)
class Outcome:
    """What has come of the benchmarks.

    Attributes:
        figures: of those that worked, by name.
        failed: what happened to the others, by name, in one line and in full.
    """

    figures: dict[str, list[Figure]] = field(default_factory=dict)
    failed: dict[str, dict[str, str]] = field(default_factory=dict)


def main() -> int:
    """Measure what is asked for, and print it.

    Returns:
        0, or 1 when a benchmark has failed, or 130 after ctrl+c.
    """
    options = parsed()
    if fault := unusable_folder():
        _tell(fault)
        return 1
    runs = 1 if options.smoke else options.runs
    before = machine()
    if options.smoke and not options.json:
        print(f"{SMOKE}\n", flush=True)
    outcome = Outcome()
    code = 0
    try:
        for name in (*(options.names or NAMES), *([PEERS] if options.peers else [])):
            _tell(f"{name} …" if options.smoke else announced(name))
            _measure(name, runs, options.smoke, outcome)
            if name in outcome.figures and not options.json:
                print(f"{name}\n{table(outcome.figures[name])}\n", flush=True)
    except KeyboardInterrupt:
        _tell("interrupted")
        code = INTERRUPTED
    if options.json:
        print(json.dumps(_as_json(outcome, before, runs, options.smoke), indent=2))
    elif not code:
        print(", ".join(f"{key} {value}" for key, value in before.items()))
    return code or (1 if outcome.failed else 0)


def _measure(name: str, runs: int, smoke: bool, outcome: Outcome) -> None:
    """Run one; whatever happens to it is told, and no matter of the others."""
    try:
        with tempfile.TemporaryDirectory(prefix="copilot-tui-benchmark-") as folder:
            outcome.figures[name] = list(measure(name, Extent(runs, smoke, Path(folder))))
    except Exception as error:
        reason = _words(error)
        # The screen that was seen instead is in the full text.
        full = "".join(traceback.format_exception(error))
        outcome.failed[name] = {"reason": reason, "traceback": full}
        _tell(f"{name} failed: {reason}")


def _words(error: Exception) -> str:
    """What happened, in one line: behind the first one there may be a whole screen."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    reason = str(error).partition("\n")[0].rstrip(":.")
    return f"{type(error).__name__}: {reason}" if reason else type(error).__name__


def _as_json(
    outcome: Outcome, before: dict[str, object], runs: int, smoke: bool
) -> dict[str, object]:
    shown = {name: [one.as_json() for one in all_] for name, all_ in outcome.figures.items()}
    return {
        **({"note": SMOKE} if smoke else {}),
        "smoke": smoke,
        "runs": runs,
        "machine": before,
        "figures": shown,
        "failed": outcome.failed,
    }


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    """End as if asked to, so that temporary folders and processes go, too."""
    sys.exit(128 + number)


if __name__ == "__main__":
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _stop)
    sys.exit(main())
