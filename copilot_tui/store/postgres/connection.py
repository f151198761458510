"""A connection to a server that the store uses: what is set for it, and how values go over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

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

_LONGEST_STATEMENT = 60
"""Seconds; nothing that is asked takes as long, but a server that hangs would keep all."""

_LONGEST_SILENCE = 60
"""Seconds in a transaction; a machine that fell asleep in one would hold up the others."""

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


def for_the_store(connection: Connection[Any]) -> Connection[DictRow]:
    """Have a new connection give rows by names, and texts that are clean.

    Args:
        connection: in autocommit mode, over which nothing has gone yet that is to be read.
    """
    ours = cast("Connection[DictRow]", connection)
    ours.row_factory = dict_row
    # What is to be prepared behind a fault in the pipeline never is, and would be missing.
    ours.prepare_threshold = None
    adapters = ours.adapters
    # A number of whatever size has one type: one without a column beside it would be taken for
    # a small one.
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_dumper(int, Int8BinaryDumper)
    for kind in _TEXTS:
        adapters.register_loader(kind, _StoredText)
        adapters.register_loader(kind, _StoredTextBinary)
    return ours


def settings(lock_timeout: float) -> bytes:
    """The statement that every connection begins with.

    Temporary tables come last, so that none is taken for one of ours.
    """
    chosen = {
        "search_path": f"{SCHEMA}, pg_temp",
        "lock_timeout": f"{round(lock_timeout * 1000)}ms",
        "statement_timeout": f"{_LONGEST_STATEMENT}s",
        "idle_in_transaction_session_timeout": f"{_LONGEST_SILENCE}s",
        "client_encoding": "UTF8",
        **_PLANNING,
    }
    calls = (f"set_config('{name}', '{value}', false)" for name, value in chosen.items())
    return f"SELECT {', '.join(calls)}".encode()
