"""Files that libpq would complain of by itself, on standard error, which belongs to the screen.

It is found out before it does, by the same rules (fe-connect.c, fe-secure-openssl.c of
PostgreSQL 18), and it is told not to look at them.
"""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from copilot_tui.store.postgres.service_file import service_words
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from copilot_tui.config.database_address import DatabaseAddress

_FOR_OTHERS: Final = 0o077

_NOWHERE: Final = f"{os.devnull}/none"
"""No file can be there, and libpq says nothing of one that is not; it has no word for none."""


@dataclass(frozen=True, slots=True)
class UnusedFile:
    """A file that is named for a connection, and is not used.

    Attributes:
        word: of libpq, that names it.
        instead: what libpq is told in its place.
        what: one sentence that says why it is not used.
        todo: one sentence.
    """

    word: str
    instead: str
    what: str
    todo: str


def unused_files(address: DatabaseAddress, password: str) -> tuple[UnusedFile, ...]:
    """What libpq would complain of when it connects.

    Args:
        address: of the database.
        password: that it is given; empty where it is to look for one by itself.
    """
    service = service_words(address)
    named = {**service, **address.parameters}
    given = password or service.get("password") or os.environ.get("PGPASSWORD")
    return (*(() if given else _password_file(named)), *_key_log(named))


def _password_file(named: Mapping[str, str]) -> Iterator[UnusedFile]:
    path = Path(named.get("passfile") or os.environ.get("PGPASSFILE") or _usual())
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return
    name = one_line(str(path))
    if not stat.S_ISREG(mode):
        yield UnusedFile(
            "passfile",
            _NOWHERE,
            f"The password file {name} is no plain file, so it is not used.",
            "Name another one in PGPASSFILE, or unset it.",
        )
    elif mode & _FOR_OTHERS and sys.platform != "win32":
        yield UnusedFile(
            "passfile",
            _NOWHERE,
            f"The password file {name} can be read by others, so it is not used.",
            f"Close it: chmod 600 {name}",
        )


def _usual() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "")) / "postgresql" / "pgpass.conf"
    return Path.home() / ".pgpass"


def _key_log(named: Mapping[str, str]) -> Iterator[UnusedFile]:
    path = named.get("sslkeylogfile", "")
    if not path:
        return
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600))
    except (OSError, ValueError):
        yield UnusedFile(
            "sslkeylogfile",
            "",
            f"The file {one_line(path)} cannot be written, so no keys of TLS are noted there.",
            "Correct sslkeylogfile in the address, or take it out.",
        )
