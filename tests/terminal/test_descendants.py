"""What a process has started."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from copilot_tui.terminal.descendants import Descendant, descendants_of, send_to, still_there

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="needs the system's list of processes"
)


@pytest.fixture
def shell() -> Iterator[subprocess.Popen[str]]:
    """A shell that waits for a shell that waits for a program."""
    script = "sh -c 'sleep 60 & echo started; wait' & wait"
    with subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        send_to(descendants_of(process.pid), signal.SIGKILL)
        process.kill()


def test_all_that_stands_behind_a_process_is_found_and_ended(shell: subprocess.Popen[str]) -> None:
    behind = descendants_of(shell.pid)

    assert len(behind) == 2
    assert still_there(behind) == behind
    ends = [os.pidfd_open(one.number) for one in behind]
    send_to(behind, signal.SIGKILL)
    for end in ends:
        # It can be read from when the process has ended, pidfd_open(2).
        assert select.select([end], [], [], 10)[0]
        os.close(end)
    assert still_there(behind) == []


def test_a_later_process_with_the_same_number_is_another(shell: subprocess.Popen[str]) -> None:
    later = [replace(one, started=one.started + 1) for one in descendants_of(shell.pid)]

    send_to(later, signal.SIGKILL)

    assert still_there(later) == []
    assert len(still_there(descendants_of(shell.pid))) == 2


def test_a_process_that_never_was_is_not_there() -> None:
    assert still_there([Descendant(2**22 + 1, 1)]) == []
