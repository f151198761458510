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

# A client that is gone without a word must not keep what it has locked: while a statement runs
# it is looked for, in silence the probes find out, else the milliseconds that what was sent to it
# may go unacknowledged. What a server's system cannot do is refused there, or written into its
# log at each connection; all of it is known to be there on Linux.
_NOTICING_DEATH = {
    "client_connection_check_interval": "1s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "2",
    "tcp_user_timeout": "20000",
}
_IS_KNOWN = "current_setting('{}', true) IS NOT NULL"
_CAN_NOTICE = "version() LIKE 'PostgreSQL%-linux-%'"

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

    Temporary tables come last, so that none is taken for one of ours. What only makes things
    quicker or safer is left out on a server that does not know it (one that is older, or
    another one that speaks the protocol): each fault would be one of the whole statement.
    """
    chosen = {
        "search_path": f"{SCHEMA}, pg_temp",
        "lock_timeout": f"{round(lock_timeout * 1000)}ms",
        "statement_timeout": f"{_LONGEST_STATEMENT}s",
        "idle_in_transaction_session_timeout": f"{_LONGEST_SILENCE}s",
        "client_encoding": "UTF8",
    }
    calls = [_call(name, value) for name, value in chosen.items()]
    calls += [_call_if(_IS_KNOWN.format(name), name, _PLANNING[name]) for name in _PLANNING]
    for name, value in _NOTICING_DEATH.items():
        calls.append(_call_if(f"{_CAN_NOTICE} AND {_IS_KNOWN.format(name)}", name, value))
    return f"SELECT {', '.join(calls)}".encode()


def _call(name: str, value: str) -> str:
    return f"set_config('{name}', '{value}', false)"


def _call_if(condition: str, name: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN {_call(name, value)} END"
