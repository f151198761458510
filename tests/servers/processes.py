"""Watching processes that are not children of the tests."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

from copilot_tui.profile import G4F, Profile
from copilot_tui.servers.ports import free_port

HTTP_SERVER = (sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1")
"""A server that starts quickly, and answers 404 to whatever g4f would answer."""


def served_by(*command: str, port: int | None = None) -> Profile:
    """A profile on this machine whose server `command` starts."""
    return Profile(
        name="served",
        url=f"http://127.0.0.1:{port or free_port()}/v1",
        provider=G4F.provider,
        start_command=command,
    )


class Watched:
    """A process of any parent, from before it ends until after (Linux)."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._descriptor = os.pidfd_open(pid)

    def ends(self, time_limit: float = 10.0) -> bool:
        """Wait until it has ended; False when it has not in time."""
        ended, _, _ = select.select([self._descriptor], [], [], time_limit)
        return bool(ended)

    def close(self) -> None:
        os.close(self._descriptor)


def descendants(pid: int) -> list[int]:
    """The processes below `pid`, parents first (Linux)."""
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").iterdir():
        for child in (tasks / "children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found
