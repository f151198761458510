"""How late the machine makes a program."""

from __future__ import annotations

import time
from collections import deque
from pathlib import Path

WINDOW_SECONDS = 1.0
_NANOSECONDS = 1e9


class Lateness:
    """How long a program was ready to run and had no processor, within the last seconds.

    Linux counts that for each thread (the second number of `/proc/<pid>/task/<tid>/schedstat`,
    Documentation/scheduler/sched-stats.rst). It is not the program's doing, so a promise of
    so many milliseconds is kept when it is exceeded by no more than that. What counts is the
    main thread, with the event loop, and the one of the others that has waited longest: text
    goes through the event loop and then through the thread of the store.

    Args:
        process: the program's id.
        window: how many seconds count.
    """

    def __init__(self, process: int, window: float = WINDOW_SECONDS) -> None:
        self._window = window
        self._main = str(process)
        self._tasks = Path(f"/proc/{process}/task")
        self._seen: deque[tuple[float, dict[str, float]]] = deque()

    def look(self) -> None:
        """Note how long it has waited so far; to be called often."""
        now = time.perf_counter()
        self._seen.append((now, self._waited()))
        while self._seen[0][0] < now - self._window:
            self._seen.popleft()

    def seconds(self) -> float:
        """How long it has waited within the window before the last look."""
        if not self._seen:
            return 0.0
        before, after = self._seen[0][1], self._seen[-1][1]
        waited = {task: seconds - before.get(task, 0.0) for task, seconds in after.items()}
        main = waited.pop(self._main, 0.0)
        return main + max(waited.values(), default=0.0)

    def _waited(self) -> dict[str, float]:
        """Seconds that each thread has waited."""
        waited = {}
        for task in self._tasks.iterdir():
            try:
                numbers = (task / "schedstat").read_text().split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            waited[task.name] = int(numbers[1]) / _NANOSECONDS
        return waited
