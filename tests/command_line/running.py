"""The real program without a terminal, and conversations for it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from copilot_tui.cli import main
from copilot_tui.paths import Paths
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

PROGRAM = (sys.executable, "-m", "copilot_tui")


def data(home: Path) -> Path:
    """Where the program keeps its conversations."""
    return home / ".local/share/copilot-tui"


@contextmanager
def stored(home: Path) -> Iterator[Store]:
    """The conversations, from beside the program."""
    with Store(Paths(config=home, data=data(home)).database, instance_id="beside") as store:
        yield store


def environ(home: Path, **variables: str) -> dict[str, str]:
    """The environment of a program of its own."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONUTF8": "1", **variables}


def run(home: Path, *arguments: str | bytes, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command to its end, between pipes."""
    return subprocess.run(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=50,
        check=False,
        env=environ(home, **variables),
    )


def said(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    """What a command prints as data; in this process."""
    capsys.readouterr()
    assert main(arguments) == status
    return capsys.readouterr().out


def shell(home: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Bash with the program as "$@"; it tells the status of the last pipe's first part."""
    return subprocess.run(
        ["bash", "--norc", "-c", script, "bash", *PROGRAM],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        env=environ(home, **variables),
    )
