"""No file with messages and keys in it is left by a program that dies."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

DIES = """
import os, signal, sys
from copilot_tui import cli
cli.start = lambda _: signal.signal(int(sys.argv[1]), signal.SIG_DFL) and 0
cli.main()
os.kill(os.getpid(), int(sys.argv[1]))
"""


def allow_cores() -> None:
    """Let the process leave a core file, as far as the system allows it."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


@pytest.mark.parametrize("name", ["SIGQUIT", "SIGABRT", "SIGSEGV"])
def test_no_core_file_is_left_however_it_dies(tmp_path: Path, name: str) -> None:
    number = signal.Signals[name]
    process = subprocess.Popen(
        [sys.executable, "-c", DIES, str(int(number))],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        preexec_fn=allow_cores,
    )
    _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert os.WTERMSIG(status) == number
    assert not os.WCOREDUMP(status)
    assert list(tmp_path.iterdir()) == []
