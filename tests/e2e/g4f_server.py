"""Starts the real g4f server with a recording upstream."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

FIRST_WORDS = "You said: "
"""What every answer of the upstream begins with; the rest is what it was told."""

HANGS = "Take your time."
"""A message that ends in this is never answered to the end."""

DRAWS = "Draw something."
"""A message that ends in this is answered with a picture."""

ROOT = Path(__file__).parents[2]
START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class G4fServer:
    """A running g4f.

    Attributes:
        url: its base URL.
        record: what its upstream was told, one JSON object a line.
    """

    url: str
    record: Path

    def told(self) -> list[dict[str, object]]:
        """All that its upstream was told."""
        return [json.loads(line) for line in self.record.read_text().splitlines()]


@contextmanager
def running_g4f(folder: Path) -> Iterator[G4fServer]:
    """A g4f that answers, with `folder` for its home, its log and its record."""
    record = folder / "record.jsonl"
    record.touch()
    with (folder / "g4f.log").open("wb") as log, _listening() as listener:
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            _command(listener.fileno(), record),
            cwd=ROOT,
            env={"HOME": str(folder), "PATH": os.environ["PATH"]},
            stdout=log,
            stderr=log,
            pass_fds=(listener.fileno(),),
        )
    try:
        _wait_until_ready(port)
        yield G4fServer(f"http://127.0.0.1:{port}/v1", record)
    finally:
        process.kill()
        process.wait()


def _listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def _command(descriptor: int, record: Path) -> tuple[str, ...]:
    module = "tests.e2e.g4f_recording_upstream"
    return (sys.executable, "-m", module, str(descriptor), str(record))


def _wait_until_ready(port: int) -> None:
    """Ask for something; the question waits in the socket until the server takes it."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)) as connection:
        connection.request("GET", "/v1/providers")
        assert connection.getresponse().status == 200
