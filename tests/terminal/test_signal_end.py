"""Ending by the signal that asked for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

CODE = """
import sys
from copilot_tui.terminal.signal_end import end_by
status = end_by(int(sys.argv[1]))
print("the last line")
sys.exit(status)
"""


def ended_by(number: int, folder: Path) -> tuple[int, str]:
    """How a program ended that was to end by a signal, as `os.waitpid` says it, and its output."""
    output = folder / "output"
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(int(number))],
            stdout=file,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return status, output.read_text()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"])
def test_whoever_waits_for_the_program_sees_the_signal_and_all_output(
    tmp_path: Path, name: str
) -> None:
    number = signal.Signals[name]

    status, output = ended_by(number, tmp_path)

    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == number
    assert output == "the last line\n"
