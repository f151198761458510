"""Python programs that are started to be killed, and the next start after it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]
START_AGAIN = """
import sys
from pathlib import Path
from copilot_tui.assembly import open_store
from copilot_tui.paths import Paths
open_store(Paths(config=Path(sys.argv[1]), data=Path(sys.argv[1]))).close()
"""
_SECONDS = 60.0


def child(
    *arguments: str,
    environment: Mapping[str, str],
    stdin: int | None = None,
    stdout: int | None = None,
    stderr: int | None = None,
) -> subprocess.Popen[str]:
    """Start this Python with these arguments, where it finds the tests."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        cwd=ROOT,
        text=True,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
    )


def start_again(data: Path, environment: Mapping[str, str]) -> list[str]:
    """Open the conversations as the program's next start does, and close them.

    Args:
        data: the program's data folder.
        environment: further variables.

    Returns:
        What went wrong, in words.
    """
    process = child(
        "-c",
        START_AGAIN,
        str(data),
        environment=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said, _ = process.communicate(timeout=_SECONDS)
    return [f"the next start failed: {said}"] if process.returncode else []
