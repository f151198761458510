"""As much of a shell's job control as it takes to kill a stopped job.

Usage: python -m tests.e2e.job_shell [arguments of the program]
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys


def run(arguments: list[str]) -> int:
    """Run the program in the foreground; when it stops, kill it as a shell does.

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
    job.send_signal(signal.SIGTERM)
    job.send_signal(signal.SIGCONT)
    status = job.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
