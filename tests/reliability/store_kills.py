"""Processes that are killed while they write to a store, and what is in the file then.

Beside the file that is written by processes which are killed, there is another one to which
the same is done by this process, which is not. After each kill the first one has to be what
the other one is after everything that was said to be done, or after one thing more.
"""

from __future__ import annotations

import subprocess
import time
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from copilot_tui.paths import Paths
from copilot_tui.store.store import Store
from tests.promises.outcome import Outcome
from tests.reliability.children import child, start_again
from tests.reliability.kept import copy_of, damage, difference, dump, unfinished
from tests.reliability.workload import Clock, Workload

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KILLS_ON_A_FILE = 10
LONGEST_RUN = 60
"""Things that are done before a kill, at most."""

EARLY = 0.1
"""In so many of the kills the process has perhaps not even opened the file."""

EARLY_SECONDS, BETWEEN_SECONDS = 0.4, 0.01
TIME_OF_A_RUN = 1_000.0


def run(
    seed: int, count: int, folder: Path, environment: Mapping[str, str] | None = None
) -> Outcome:
    """Kill so many processes.

    Args:
        seed: of the random numbers.
        count: how many to kill.
        folder: an empty one, for the files.
        environment: further variables of the processes.
    """
    random, outcome = Random(seed), Outcome(seed)
    for number in range(count):
        if number % KILLS_ON_A_FILE == 0:
            pair = _Pair(folder / f"store{number}", environment or {})
        moment, faults = pair.kill(random)
        outcome.tried += 1
        outcome.moments[moment] += 1
        if faults:
            outcome.fail(number, faults, moment)
            break  # What follows on the same file would only say the same again.
    return outcome


class _Pair:
    """A file that is written by processes which are killed, and its double."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._paths = Paths(config=folder / "killed", data=folder / "killed")
        self._double = folder / "double" / "conversations.db"
        self._seen = folder / "seen"
        self._environment = environment
        self._clock = Clock()
        folder.mkdir(parents=True)

    def kill(self, random: Random) -> tuple[str, list[str]]:
        """Let a process work on the file, kill it, and compare the file with its double.

        Returns:
            What the process was at, and what was wrong.
        """
        seed = random.randrange(1 << 30)
        self._clock.time += TIME_OF_A_RUN
        process = child(
            *("-m", "tests.reliability.store_worker", str(self._paths.data)),
            *(str(seed), str(self._clock.time)),
            environment=self._environment,
            stdout=subprocess.PIPE,
        )
        said = _kill_at_random(process, random)
        instance = said[0] if said else "opening"
        moment, faults = self._compare(instance, seed, int(said[-1]) if len(said) > 1 else 0)
        return ("opening" if len(said) < 2 else moment), faults + self._start_again()

    def _compare(self, instance: str, seed: int, done: int) -> tuple[str, list[str]]:
        """Do the same to the double, and look whether the file is as it is then."""
        if not self._paths.database.exists():
            return "opening", []
        copy = copy_of(self._paths.database, self._seen)
        faults, killed = damage(copy), dump(copy)
        with Store(self._double, instance_id=instance, clock=self._clock) as store:
            workload = Workload(store, self._clock, seed)
            for _ in range(done):
                workload.do(workload.choose())
            without = difference(dump(self._double), killed)
            under_way = workload.choose()
            if without:
                # It may have reached the disk before its end could be told.
                workload.do(under_way)
                if with_it := difference(dump(self._double), killed):
                    faults.append(
                        f"{done} things were done and {under_way} begun; without that there is"
                        f" wrong: {without}; with it: {with_it}"
                    )
        return under_way, faults

    def _start_again(self) -> list[str]:
        """Start the program again, and look whether everything was mended, and nothing else."""
        faults = start_again(self._paths.data, self._environment)
        if faults:
            return faults
        with Store(self._double, instance_id="next", clock=self._clock) as store:
            store.recover(lambda _: False)
        database = self._paths.database
        faults = [*damage(database), *unfinished(database)]
        if differs := difference(dump(self._double), dump(database)):
            faults.append(f"after the next start {differs}")
        return faults


def _kill_at_random(process: subprocess.Popen[str], random: Random) -> list[str]:
    """Kill a process at a random moment. Returns the lines that it has said."""
    assert process.stdout is not None
    said: list[str] = []
    if random.random() < EARLY:
        time.sleep(random.uniform(0, EARLY_SECONDS))
    else:
        # Two lines are said before the first thing is done.
        lines = random.randrange(2, LONGEST_RUN)
        said = list(islice(process.stdout, lines))
        time.sleep(random.uniform(0, BETWEEN_SECONDS))
    process.kill()
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    return [line.strip() for line in [*said, *rest.splitlines()]]
