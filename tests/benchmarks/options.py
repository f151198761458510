"""What can be asked for on the command line, and what is told of it beforehand."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from tests.benchmarks.suite import BENCHMARKS, NAMES

RUNS = 5

_DESCRIPTION = """\
Measures how fast the program is, and compares it with its goals.

  uv run python -m tests.benchmarks                 all of it
  uv run python -m tests.benchmarks startup echo    some of it
  uv run python -m tests.benchmarks --peers         all of it, and other programs
"""


def parser() -> argparse.ArgumentParser:
    """What can be asked for."""
    flags = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=_DESCRIPTION,
        epilog=_costs(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    flags.add_argument("names", nargs="*", metavar="name", help="one of those below")
    flags.add_argument("--json", action="store_true", help="print one JSON object instead")
    flags.add_argument("--runs", type=_runs, default=RUNS, help="how often; %(default)s times")
    flags.add_argument("--peers", action="store_true", help="then install and measure others, too")
    flags.add_argument("--smoke", action="store_true", help="the least of all, once")
    return flags


def parsed() -> argparse.Namespace:
    """The options that were given; ends the process where they make no sense."""
    flags = parser()
    options = flags.parse_args()
    if unknown := set(options.names) - set(NAMES):
        flags.error(f"no such benchmark: {', '.join(sorted(unknown))}; known: {', '.join(NAMES)}")
    return options


def unusable_folder() -> str:
    """Why no large files can be put into the folder for temporary files; empty when they can.

    Python itself would go to another folder without a word, which may have no room.
    """
    try:
        folder = os.environ.get("TMPDIR") or tempfile.gettempdir()
    except FileNotFoundError as error:
        return f"there is no folder for temporary files ({error.strerror}); set TMPDIR to one"
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return f"nothing can be written into TMPDIR, {folder} ({error.strerror}); set another one"


def announced(name: str) -> str:
    """How long a benchmark takes, and how much room in which folder."""
    needs = BENCHMARKS[name]
    folder = Path(tempfile.gettempdir())
    words = [f"{name}: about {needs.takes}"]
    if needs.kept:
        made = f" (made the first time: {needs.making})" if needs.making else ""
        words.append(f"{_size(needs.kept)} kept in {folder / 'copilot-tui-benchmarks'}{made}")
    words.append(f"{_size(needs.passing)} in {folder} until it ends")
    return ", ".join(words)


def _runs(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on is wanted, not {text}")
    return int(text)


def _costs() -> str:
    rows = [
        f"  {name:<16}{needs.takes:<18}{_size(needs.passing):<10}"
        f"{_size(needs.kept) if needs.kept else '':<10}{needs.making}".rstrip()
        for name, needs in BENCHMARKS.items()
    ]
    heading = f"  {'':<16}{'takes':<18}{'room':<10}{'kept':<10}the first time"
    return "\n".join(
        (
            f"what each of them takes, about, with {RUNS} runs:",
            heading,
            *rows,
            "",
            "Kept files are in copilot-tui-benchmarks in the folder for temporary files (TMPDIR).",
        )
    )


def _size(megabytes: int) -> str:
    return f"{megabytes / 1000:.1f} GB" if megabytes >= 1000 else f"{megabytes} MB"
