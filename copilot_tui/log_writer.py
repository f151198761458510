"""A log in a file that only its owner can read, and that does not grow for ever."""

from __future__ import annotations

import errno
import os
import platform
import stat
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from copilot_tui import __version__
from copilot_tui.errors import ConfigError
from copilot_tui.log import Field, Log, word
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LARGEST_FILE = 2 * 1024 * 1024
"""Bytes after which the file becomes `<name>.old`, and a new one is begun."""

_NO_FILE = "it is no file"

_HOW = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""A link may lead to any file of the user's, and a pipe without a reader would hold us up."""


class LogWriter(Log):
    """Writes each event as one line. May be told from any thread.

    A line is written by one call, so that several programs can share the file. A disk that
    is full costs lines of the log, and nothing else.

    Args:
        path: the file, with ~ for the home folder; made 0600, and set to it if it was there.
        largest: bytes that the file may have.

    Raises:
        ConfigError: it cannot be written.
    """

    def __init__(self, path: str | Path, *, largest: int = LARGEST_FILE) -> None:
        self._largest = largest
        self._lock = threading.Lock()
        try:
            self._path = Path(path).expanduser().absolute()
            self._descriptor = _open(self._path)
        except (OSError, RuntimeError) as error:
            raise ConfigError(
                f"The log {one_line(str(path))} cannot be written: {_reason(error)}.",
                "Give --log or COPILOT_TUI_LOG a file that you can write to.",
            ) from error

    def write(self, event: str, fields: Mapping[str, Field]) -> None:
        """Append a line: the time in UTC, the event and its fields."""
        told = " ".join(f"{name}={_shown(value)}" for name, value in fields.items())
        now = datetime.now(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
        line = f"{now}Z {os.getpid()} {event} {told}\n".encode()
        with self._lock, suppress(OSError):
            self._make_room(len(line))
            os.write(self._descriptor, line)

    def close(self) -> None:
        """Close the file; nothing can be told after it."""
        os.close(self._descriptor)

    def _make_room(self, size: int) -> None:
        """Begin a new file when this one is full, or was put aside by another program."""
        ours = os.fstat(self._descriptor)
        if ours.st_size + size <= self._largest:
            return
        with suppress(FileNotFoundError):
            if os.path.samestat(ours, self._path.lstat()):
                self._path.replace(self._path.with_name(f"{self._path.name}.old"))
        fresh = _open(self._path)
        os.close(self._descriptor)
        self._descriptor = fresh


def begin_log(
    path: str, environ: Mapping[str, str], *, plain: bool, profiles: Sequence[str]
) -> LogWriter:
    """Open the log of a run and write its start into it; see `Log.started`.

    Raises:
        ConfigError: it cannot be written.
    """
    log = LogWriter(path)
    log.started(
        version=__version__,
        python=platform.python_version(),
        terminal=environ.get("TERM", ""),
        plain=plain,
        profiles=profiles,
    )
    return log


def _open(path: Path) -> int:
    descriptor = os.open(path, _HOW, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENXIO, _NO_FILE)
        os.fchmod(descriptor, 0o600)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _reason(error: OSError | RuntimeError) -> str:
    """Why it cannot be opened; pathlib knows no other RuntimeError than that of the home."""
    if isinstance(error, RuntimeError):
        return "there is no such home folder"
    if error.errno == errno.ELOOP:
        return "it is a link"
    if error.errno == errno.ENXIO:
        return _NO_FILE
    return error.strerror or "unknown reason"


def _shown(value: Field) -> str:
    return word(value) if isinstance(value, str) else str(value).lower()
