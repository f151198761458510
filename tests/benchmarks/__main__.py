"""Measures how fast the program is, and compares it with its goals.

uv run python -m tests.benchmarks                 all of it
uv run python -m tests.benchmarks startup echo    some of it
uv run python -m tests.benchmarks --peers         all of it, and other programs
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.figure import Figure, table
from tests.benchmarks.suite import NAMES, Extent, measure

RUNS = 5


def parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    flags = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    flags.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(NAMES)}")
    flags.add_argument("--json", action="store_true", help="print one JSON object instead")
    flags.add_argument("--runs", type=int, default=RUNS, help="how often; %(default)s times")
    flags.add_argument("--peers", action="store_true", help="then install and measure others, too")
    flags.add_argument("--smoke", action="store_true", help="the least of all, once")
    return flags


def machine() -> dict[str, object]:
    """What the figures were taken on."""
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        **{name: version(name) for name in ("copilot-tui", "textual", "httpx")},
    }


def main() -> int:
    """Measure what is asked for, and print it."""
    flags = parser()
    options = flags.parse_args()
    if unknown := set(options.names) - set(NAMES):
        flags.error(f"no such benchmark: {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}")
    runs = 1 if options.smoke else options.runs
    results: dict[str, list[Figure]] = {}
    before = machine()
    for name in (*(options.names or NAMES), *(["peers"] if options.peers else [])):
        print(f"{name} …", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            results[name] = list(measure(name, Extent(runs, options.smoke, Path(folder))))
        if not options.json:
            print(f"{name}\n{table(results[name])}\n", flush=True)
    if options.json:
        shown = {name: [one.as_json() for one in figures] for name, figures in results.items()}
        print(json.dumps({"machine": before, "figures": shown}, indent=2))
    else:
        print(", ".join(f"{key} {value}" for key, value in before.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
