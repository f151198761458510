"""Starting a program in a pseudo-terminal, as a user's terminal would."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path


def start(
    command: Sequence[str],
    *,
    home: Path,
    columns: int,
    rows: int,
    environment: Mapping[str, str],
    folder: Path | None = None,
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a program.

    Args:
        command: what to run.
        home: its own home folder, so that nothing of the developer's is touched.
        columns: width in cells.
        rows: height in cells.
        environment: further variables.
        folder: where it is started; that of the tests by default.

    Returns:
        The process, and the descriptor of the terminal's other end.
    """
    controller, terminal = pty.openpty()
    set_size(terminal, columns, rows)
    process = subprocess.Popen(
        command,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=_environment(home, environment),
        cwd=folder,
        start_new_session=True,
        close_fds=True,
        preexec_fn=_take_terminal,
    )
    os.close(terminal)
    return process, controller


def set_size(terminal: int, columns: int, rows: int) -> None:
    """Give a terminal another size."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _take_terminal() -> None:
    """Make standard input the controlling terminal, so that closing it hangs the program up.

    A shell that runs the tests behind it has them, and what they start, ignore ctrl+c.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment(home: Path, extra: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ
    }
    return {
        **kept,
        "HOME": str(home),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
        **extra,
    }
