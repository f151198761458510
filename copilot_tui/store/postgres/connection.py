"""A connection to a server: what is set for it, and how values go over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import conninfo
from psycopg.adapt import Loader
from psycopg.pq import Format
from psycopg.rows import dict_row
from psycopg.types.numeric import Int8BinaryDumper, Int8Dumper

from copilot_tui.store.postgres.version_1 import SCHEMA
from copilot_tui.store.stored_text import stored_text

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.abc import Buffer
    from psycopg.rows import DictRow

_CONNECT_TIMEOUT = 10
"""Seconds, where the URL says nothing."""

_LONGEST_STATEMENT = 60
"""Seconds; nothing that is asked takes as long, but a server that hangs would keep all."""

# Every statement of the store has an index to read by, and a person's rows are few among all.
# A plan that is kept from when a table was small would read all of it for each row that goes
# in. Compiling a statement takes longer than any of them.
_PLANNING = {"enable_seqscan": "off", "jit": "off"}

_TEXTS = ("text", "varchar", "name")


class _StoredText(Loader):
    """A text of the server, clean whoever has written it."""

    def load(self, data: Buffer) -> str:
        """See `stored_text`."""
        return stored_text(bytes(data))


class _StoredTextBinary(_StoredText):
    """The same; a text is the same bytes in both formats."""

    format = Format.BINARY


def connect(url: str) -> Connection[DictRow]:
    """Connect, in autocommit mode.

    Args:
        url: whatever libpq takes.

    Raises:
        psycopg.Error: there is no connection.
    """
    given = conninfo.conninfo_to_dict(url)
    given.setdefault("connect_timeout", _CONNECT_TIMEOUT)
    given.setdefault("application_name", "copilot-tui")
    connection = psycopg.connect(
        conninfo.make_conninfo("", **given),
        autocommit=True,
        row_factory=dict_row,
        # What is to be prepared behind a fault in the pipeline never is, and would be missing.
        prepare_threshold=None,
    )
    adapters = connection.adapters
    # A number of whatever size has one type: one without a column beside it would be taken for
    # a small one.
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(int, Int8BinaryDumper)
    for kind in _TEXTS:
        adapters.register_loader(kind, _StoredText)
        adapters.register_loader(kind, _StoredTextBinary)
    return connection


def settings(lock_timeout: float) -> bytes:
    """The statement that every connection begins with.

    Temporary tables come last, so that none is taken for one of ours.
    """
    chosen = {
        "search_path": f"{SCHEMA}, pg_temp",
        "lock_timeout": f"{round(lock_timeout * 1000)}ms",
        "statement_timeout": f"{_LONGEST_STATEMENT}s",
        "client_encoding": "UTF8",
        **_PLANNING,
    }
    calls = (f"set_config('{name}', '{value}', false)" for name, value in chosen.items())
    return f"SELECT {', '.join(calls)}".encode()


def shown_place(url: str) -> str:
    """Which database a URL means, in words without a password."""
    try:
        given = conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return "of that address"
    user = given.get("user")
    name = given.get("dbname") or user
    host = given.get("host") or given.get("hostaddr")
    port = given.get("port")
    where = f"{host}:{port}" if host and port else host
    return " on ".join(str(part) for part in (name, where) if part) or "of this user"
