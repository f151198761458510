"""Runs a server command that must not outlive the app.

`python -m copilot_tui.servers.guard LOGFILE -- COMMAND …`: the app holds the only other
end of our standard input. However the app ends, even by SIGKILL, the system closes that
pipe, and we end the command and everything it started. The command knows nothing of this.

Only the standard library is imported, since every start of a server waits for it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable

GRACE_SECONDS = 3.0
"""How long the command may take to end by itself once it is asked to."""

NOT_FOUND = 127
"""Exit code when the command could not be started, as in a shell."""

_PR_SET_PDEATHSIG = 1  # prctl(2)


def main(arguments: list[str]) -> int:
    """Run the command until it ends or our standard input does.

    Args:
        arguments: log file, "--", then the command and its arguments.

    Returns:
        The command's exit code; 128 and the number of the signal that ended it.
    """
    log_file, separator, *command = arguments
    if separator != "--" or not command:
        raise SystemExit("usage: guard LOGFILE -- COMMAND …")
    with open(log_file, "ab", buffering=0) as log:  # noqa: PTH123 - pathlib costs time here
        try:
            child = _start(command, log)
        except OSError as error:
            log.write(f"{command[0]}: {error.strerror}\n".encode())
            return NOT_FOUND
    end = _end_tree if sys.platform != "win32" else _end_process
    if sys.platform != "win32":
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: end(child))
    threading.Thread(target=_on_lost_app, args=(lambda: end(child),), daemon=True).start()
    code = child.wait()
    if sys.platform != "win32":
        _signal_group(child.pid, signal.SIGKILL)
    return code if code >= 0 else 128 - code


def _start(command: list[str], log: BinaryIO) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_die_with_parent() if sys.platform == "linux" else None,
    )


def _die_with_parent() -> Callable[[], None]:
    """Prepare what the child does between fork and exec, on Linux.

    The signal of prctl(2) comes when the thread that forked ends, so the fork has to be
    made in the main thread, which waits for the child. Everything that allocates or
    imports is done before the fork.
    """
    import ctypes  # needed on this one system only

    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def prepare() -> None:
        prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(NOT_FOUND)

    return prepare


def _on_lost_app(end: Callable[[], None]) -> None:
    while os.read(0, 4096):
        continue
    end()


def _end_tree(child: subprocess.Popen[bytes]) -> None:
    _signal_group(child.pid, signal.SIGTERM)
    timer = threading.Timer(GRACE_SECONDS, _signal_group, (child.pid, signal.SIGKILL))
    timer.daemon = True
    timer.start()


def _end_process(child: subprocess.Popen[bytes]) -> None:
    child.terminate()


if sys.platform != "win32":

    def _signal_group(group: int, number: signal.Signals) -> None:
        try:
            os.killpg(group, number)
        except (ProcessLookupError, PermissionError):
            # Gone already; macOS says "not permitted" of a group of zombies.
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
