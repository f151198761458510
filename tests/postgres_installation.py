"""The PostgreSQL that is installed on this machine, and who may run it."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
from functools import cache
from pathlib import Path

HOST = "127.0.0.1"

_DEBIAN = Path("/usr/lib/postgresql")


class NoPostgres(Exception):
    """PostgreSQL cannot be had here; the text says why."""


@cache
def binaries() -> Path:
    """The folder with the newest PostgreSQL of this machine."""
    found = shutil.which("initdb")
    if found and (Path(found).parent / "postgres").exists():
        return Path(found).parent
    versions = [path.parent for path in _DEBIAN.glob("*/bin/initdb")]
    if not versions:
        raise NoPostgres("PostgreSQL is not installed: no initdb on PATH, nothing in /usr/lib.")
    return max(versions, key=lambda folder: float(folder.parent.name))


def account() -> pwd.struct_passwd | None:
    """Who runs the server in place of root, whom it refuses; None if that is not us."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def free_port() -> int:
    """One that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
