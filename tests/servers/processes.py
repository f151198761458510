"""Watching processes that are not children of the tests."""

from __future__ import annotations

import os
import select
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
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
    with suppress(*_GONE):
        for tasks in Path(f"/proc/{pid}/task").iterdir():
            for child in (tasks / "children").read_text().split():
                found += [int(child), *descendants(int(child))]
    return found


def command_lines(pids: Iterable[int]) -> str:
    """What the list of processes shows of those of these that run (Linux)."""
    lines: list[str] = []
    for pid in pids:
        with suppress(*_GONE):
            lines.append(Path(f"/proc/{pid}/cmdline").read_text())
    return "\n".join(lines)


def listening(pids: Iterable[int]) -> set[str]:
    """The addresses of this machine at which these processes can be reached (Linux).

    From the sockets that they hold and the kernel's table of those that listen.
    """
    sockets: set[str] = set()
    for pid in pids:
        with suppress(*_GONE):
            for descriptor in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(FileNotFoundError):
                    sockets.add(str(descriptor.readlink()))
    return {
        _address(fields[1].partition(":")[0])
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        if Path(table).exists()
        for fields in map(str.split, Path(table).read_text().splitlines()[1:])
        if fields[3] == _LISTENING and f"socket:[{fields[9]}]" in sockets
    }


_GONE = (FileNotFoundError, ProcessLookupError)
"""What reading of a process raises that has ended meanwhile, such as one of a database server."""

_LISTENING = "0A"
"""TCP_LISTEN in the state column of proc(5)."""


def _address(words: str) -> str:
    """An address out of its 32-bit words in the machine's own order."""
    packed = bytes.fromhex(words)
    if sys.byteorder == "little":
        packed = b"".join(packed[at : at + 4][::-1] for at in range(0, len(packed), 4))
    return socket.inet_ntop(socket.AF_INET if len(packed) == 4 else socket.AF_INET6, packed)
