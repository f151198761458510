"""Breaks the program in a way, and sees that the test of what it promises fails.

`PRAGMA synchronous = OFF` is not among the breakages. No SIGKILL can show it: what a process
has handed to the system survives the process, and is lost only when the machine itself dies.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import count as numbers
from typing import TYPE_CHECKING

from tests.promises.breakages import BREAKAGES
from tests.promises.outcome import Outcome
from tests.reliability import instances, migration_kills, program_kills, store_kills
from tests.reliability.children import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

VARIABLE = "COPILOT_TUI_TESTS_BREAK"
_BREAK = f"""
import os
from tests.promises.breakages import BREAKAGES
BREAKAGES[os.environ["{VARIABLE}"]]()
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A breakage, and the test that has to fail.

    Attributes:
        breakage: its name.
        notices: tries the promise with a seed in an empty folder, on programs that run with
            these variables, and tells whether it was broken.
        tries: how often at most, as not each kill comes at the moment that shows it.
    """

    breakage: str
    notices: Callable[[int, Path, Mapping[str, str]], bool]
    tries: int = 1


def _by_store_kills(seed: int, folder: Path, environment: Mapping[str, str]) -> bool:
    count = store_kills.KILLS_ON_A_FILE
    return bool(store_kills.run(seed, count, folder, environment).failures)


def _by_migration_kills(seed: int, folder: Path, environment: Mapping[str, str]) -> bool:
    return bool(migration_kills.run(seed, 2, folder, environment).failures)


def _by_program_kills(seed: int, folder: Path, environment: Mapping[str, str]) -> bool:
    return bool(program_kills.run(seed, 2, folder, environment).failures)


def _by_instances(seed: int, folder: Path, environment: Mapping[str, str]) -> bool:
    return bool(instances.run(seed, 1, folder, environment).failures)


def _by_hostile_text(seed: int, folder: Path, environment: Mapping[str, str]) -> bool:
    folder.mkdir()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-n",
        "0",
        "tests/ui/test_hostile_text.py",
    ]
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, check=False
    )
    return ended.returncode == 1


CASES = (
    Case("pieces_dropped", _by_store_kills),
    Case("never_recovered", _by_store_kills),
    Case("told_before_committed", _by_store_kills),
    Case("transactions_torn", _by_store_kills, tries=3),
    Case("migration_torn", _by_migration_kills, tries=20),
    Case("no_copy_kept", _by_migration_kills),
    Case("pieces_written_seldom", _by_program_kills, tries=10),
    Case("others_seldom_looked_for", _by_instances),
    Case("sent_twice", _by_instances),
    Case("unclean", _by_hostile_text),
)
assert {case.breakage for case in CASES} == set(BREAKAGES)


def run(seed: int, count: int, folder: Path) -> Outcome:
    """Break the program in each way, so many times, and see that it is noticed.

    Args:
        seed: of the random numbers.
        count: how many times.
        folder: an empty one.
    """
    outcome = Outcome(seed)
    for number in range(count):
        for case in CASES:
            tries = noticed_after(case, seed, folder / f"{number}-{case.breakage}")
            outcome.tried += 1
            if tries is None:
                outcome.fail(number, ["nobody has noticed it"], case.breakage)
            else:
                outcome.moments[f"{case.breakage}, noticed at try"] = tries
    return outcome


def noticed_after(case: Case, seed: int, folder: Path) -> int | None:
    """How many tries it took until a breakage was noticed; None if it never was."""
    folder.mkdir(parents=True)
    (folder / "sitecustomize.py").write_text(_BREAK)
    environment = {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}", VARIABLE: case.breakage}
    for number in numbers(1):
        if number > case.tries:
            return None
        if case.notices(seed + number, folder / f"try{number}", environment):
            return number
    return None
