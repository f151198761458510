"""Why no connection to PostgreSQL came about, in words for whoever reads the screen.

libpq hands on only the text of what the server said before it let somebody in, without its
code (SQLSTATE). What is not known here, such as the words of a server that speaks another
language, is shown as it came; neither libpq nor a server repeats a password.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.extras import how_to_add
from copilot_tui.store.postgres.tried import NAME_HOST, leaves_host_open, place_tried
from copilot_tui.text import elide, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.store.postgres.unused_files import UnusedFile

_LONGEST_DETAIL: Final = 300
_PACKAGE: Final = "'psycopg[binary]'"

_GIVE_PASSWORD: Final = (
    "Set COPILOT_TUI_DATABASE_PASSWORD, add a line to ~/.pgpass, or name database_password_cmd "
    "in config.toml."
)
_TRY_LATER: Final = "Try again; if it goes on, ask who runs it."


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What happened, with the names that `refusal` gives in it, and what to do.

    Attributes:
        words: of libpq or the server, a regular expression, by which it is known.
        what: one sentence.
        todo: one sentence.
        passes: whether the server cannot be reached just now, and may be later.
        needs_detail: whether the words themselves say more.
    """

    words: str
    what: str
    todo: str
    passes: bool = False
    needs_detail: bool = False


_REFUSALS: Final = (
    _Refusal(
        r"password authentication failed|authentication failed.*(?:PAM|LDAP|RADIUS)",
        "The database at {place} refuses the password, or does not know its user.",
        "Correct the password or the user's name in the address.",
    ),
    _Refusal(
        r"(?:Peer|Ident) authentication failed",
        "The database at {place} lets in only users of the same name as on its machine.",
        "Name the host and a password, or leave the user out of the address.",
    ),
    _Refusal(
        r'database ".*" does not exist',
        'There is no database "{database}" at {place}.',
        "Make it there (createdb {database}), or correct the address.",
    ),
    _Refusal(
        r'role ".*" does not exist',
        "The server at {place} does not know the user.",
        "Make it there (createuser), or correct the user in the address.",
    ),
    _Refusal(
        r'role ".*" is not permitted to log in|permission denied for database',
        "The user may not connect to {place}.",
        "Ask its owner for it: GRANT CONNECT ON DATABASE, and a role with LOGIN.",
    ),
    _Refusal(
        r"\A(?!.*SSL encryption).*pg_hba\.conf.*(?:no encryption|SSL off)",
        "The database at {place} lets nobody in from here without encryption.",
        "Add sslmode=require to the address, or ask its owner for a line in pg_hba.conf.",
    ),
    _Refusal(
        r"pg_hba\.conf",
        "The database at {place} lets nobody in from here by that name.",
        "Ask its owner for a line in pg_hba.conf.",
    ),
    _Refusal(
        r"too many clients|too many connections|remaining connection slots",
        "The database at {place} has no connection left.",
        "Close other programs that use it, or have its max_connections raised.",
        passes=True,
    ),
    _Refusal(
        r"system is (?:starting up|shutting down|in recovery mode)|not (?:yet )?accepting connect"
        r"|terminating connection",
        "The database at {place} is just being started or stopped.",
        _TRY_LATER,
        passes=True,
    ),
    _Refusal(
        r"server does not support SSL",
        "The database at {place} takes no encrypted connections, and the address asks for one.",
        "Have TLS turned on there (ssl = on), or go through an SSH tunnel.",
    ),
    _Refusal(
        r"certificate verify failed|self.signed certificate",
        "The certificate of {place} is signed by nobody who is trusted here.",
        "Name the file of who signed it: sslrootcert=PATH, or sslrootcert=system.",
    ),
    _Refusal(
        r"does not match host name",
        "The certificate of {place} is that of another host.",
        "Name the host as its certificate does; if it does already, somebody may be in between.",
        needs_detail=True,
    ),
    _Refusal(
        r"root certificate file|could not (?:read|load) .*certificate|private key file",
        "A certificate or key that the address of {place} needs cannot be used.",
        "Correct sslrootcert, sslcert or sslkey in the address.",
        needs_detail=True,
    ),
    _Refusal(
        r"failed to resolve host|could not translate host name",
        "The host of {place} cannot be found.",
        "Check the network, or correct the address.",
        passes=True,
    ),
    _Refusal(
        r"Connection refused|No such file or directory.*socket|socket.*No such file or directory",
        "Nothing answers at {place}.",
        "Start the server, or {correction}.",
        passes=True,
    ),
    _Refusal(
        r"timeout expired|timed out",
        "The database at {place} did not answer in time.",
        "Check the network and any firewall in between, or correct the address.",
        passes=True,
    ),
    _Refusal(
        r"session is (?:not )?read-only|server is (?:not )?in hot standby",
        "None of the servers at {place} can be written to.",
        "Name the one that can (the primary), or wait until it is back.",
        passes=True,
    ),
    _Refusal(
        r"invalid response to SSL|expected authentication request|unsupported frontend protocol"
        r"|protocol error|invalid authentication request",
        "What answers at {place} is not PostgreSQL.",
        "Correct the host or the port in the address; the usual port is 5432.",
    ),
    _Refusal(
        r"closed the connection unexpectedly|Connection reset|could not (?:receive|send) data"
        r"|unreachable|No route to host|the connection is (?:closed|lost)|EOF detected|consuming",
        "The connection to {place} broke off.",
        _TRY_LATER,
        passes=True,
    ),
    _Refusal(
        r'definition of service ".*" not found|service file ".*" not found',
        "The service that the address {place} needs cannot be found.",
        "Correct its name, or add it to ~/.pg_service.conf or the file that PGSERVICEFILE names.",
        needs_detail=True,
    ),
    _Refusal(
        r"in service file",
        "The file of services that the address {place} needs has a mistake in it.",
        "Correct it: a service is a line [NAME] and, below it, lines such as host=NAME.",
        needs_detail=True,
    ),
    _Refusal(
        r"invalid connection option|connection is bad: .*invalid"
        r"|unrecognized configuration parameter|invalid value for parameter|bad value for",
        "The address of {place} has something in it that the libpq installed here refuses.",
        "Correct it, or update psycopg.",
        needs_detail=True,
    ),
)
_OTHER: Final = _Refusal(
    "", "The database at {place} could not be connected to.", _TRY_LATER, needs_detail=True
)
_NO_PASSWORD: Final = _Refusal(
    "", "The database at {place} asks for a password, and there is none.", _GIVE_PASSWORD
)


def refusal(
    error: Exception, address: DatabaseAddress, unused: Sequence[UnusedFile] = ()
) -> StoreError:
    """Say in plain words why there is no connection.

    Args:
        error: what psycopg has raised before the connection could be used.
        address: of the database.
        unused: files of which one may have the password.
    """
    words = str(error)
    known = _NO_PASSWORD if _asks_in_vain(error) else _known(words)
    names = {
        "place": place_tried(address, words),
        "database": one_line(address.database) or address.user,
        "correction": NAME_HOST if leaves_host_open(address) else "correct the address",
    }
    if known is _NO_PASSWORD and unused:
        what, (first, *_) = known.what.format(**names), unused
        return StoreError(what, first.todo, detail=first.what)
    kind = StoreUnreachable if known.passes else StoreError
    detail = _said(words) if known.needs_detail else ""
    return kind(known.what.format(**names), known.todo.format(**names), detail=detail)


def wants_password(error: Exception) -> bool:
    """Whether the server asked for a password and had none, or a wrong one from libpq."""
    connection = getattr(error, "pgconn", None)
    is_told = connection is not None and (connection.needs_password or connection.used_password)
    return is_told or _asks_in_vain(error)


def not_installed(error: ImportError) -> StoreError:
    """What is missing for PostgreSQL, and how to add it."""
    if (error.name or "").partition(".")[0] == "psycopg":
        what = "Conversations on PostgreSQL need the package psycopg, which is not installed."
    else:
        what = "The package psycopg is installed without the libpq that it needs."
    return StoreError(
        what,
        f"Add it with: {how_to_add(_PACKAGE, 'postgres')}",
    )


def _known(words: str) -> _Refusal:
    for each in _REFUSALS:
        if re.search(each.words, words, re.DOTALL):
            return each
    return _OTHER


def _asks_in_vain(error: Exception) -> bool:
    """Whether it asked for a password and had none; of two attempts, one without TLS, in either."""
    connection = getattr(error, "pgconn", None)
    is_told = connection is not None and connection.needs_password
    return bool(is_told) or "no password supplied" in str(error)


def _said(words: str) -> str:
    """The last that was said, without where; libpq says it for every attempt."""
    last = words.strip().rpartition("\n")[2]
    said = re.sub(r"^(?:.*(?:connection failed|connection is bad|\bfailed): )?", "", last)
    return elide(one_line(said), _LONGEST_DETAIL)
