"""As much of a shell's job control as it takes to kill a stopped job.

Usage: python -m tests.e2e.job_shell (kill-first|continue-first) [arguments of the program]
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

KILL_FIRST, CONTINUE_FIRST = "kill-first", "continue-first"

LATE_SECONDS = 0.05
"""Between the two signals, where the kill comes second: enough to stop again in."""


def run(order: str, arguments: list[str]) -> int:
    """Run the program in the foreground; when it stops, kill it as a shell does.

    Args:
        order: of the two signals that this takes. Where the kill comes first, it may yet be
            heard second, as any thread of the program may be the one that gets it.
        arguments: of the program.

    Returns:
        Its exit status, as a shell counts it.
    """
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    job = subprocess.Popen(
        [sys.executable, "-m", "copilot_tui", *arguments],
        process_group=0,
        preexec_fn=lambda: signal.signal(signal.SIGTTOU, signal.SIG_DFL),
    )
    os.tcsetpgrp(0, job.pid)
    os.waitpid(job.pid, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    print("It has stopped.", flush=True)
    if order == KILL_FIRST:
        job.send_signal(signal.SIGTERM)
        job.send_signal(signal.SIGCONT)
    else:
        job.send_signal(signal.SIGCONT)
        os.waitpid(job.pid, os.WCONTINUED)
        time.sleep(LATE_SECONDS)
        job.send_signal(signal.SIGTERM)
    status = job.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(run(sys.argv[1], sys.argv[2:]))
