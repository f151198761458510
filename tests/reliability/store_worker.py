"""A process that works on a store until it is killed, and says what is on disk.

    python -m tests.reliability.store_worker FOLDER SEED TIME

It prints its id, and then a number after each thing that it has done.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from copilot_tui.paths import Paths
from copilot_tui.store.instance import Instance
from copilot_tui.store.store import Store
from tests.reliability.workload import Clock, Workload


def main(folder: Path, seed: int, time: float) -> None:
    """Open the store as the program does, and work on it for ever."""
    paths = Paths(config=folder, data=folder)
    instance = Instance.start(paths.instances)
    print(instance.id, flush=True)
    clock = Clock()
    clock.time = time
    store = Store(paths.database, instance_id=instance.id, clock=clock)
    workload = Workload(store, clock, seed)
    print(0, flush=True)
    for number in count(1):
        workload.do(workload.choose())
        print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
