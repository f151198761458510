"""Opening a connection to PostgreSQL."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from copilot_tui.errors import ConfigError, StoreError, StoreUnreachable
from copilot_tui.store.postgres.refusals import not_installed, refusal, wants_password
from copilot_tui.store.postgres.unused_files import unused_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.config.database_password import DatabasePassword
    from copilot_tui.store.postgres.patient import PatientConnection
    from copilot_tui.store.postgres.unused_files import UnusedFile

CONNECT_SECONDS: Final = 10
"""How long each host may take to let us in, where the address says nothing else."""

_FOR_LIBPQ: Final[Mapping[str, str]] = {
    "application_name": "copilot-tui",
    "connect_timeout": str(CONNECT_SECONDS),
    # A peer that is gone without a word is noticed within half a minute: in silence by the
    # probes, else by the milliseconds that what was sent may go unacknowledged.
    "keepalives": "1",
    "keepalives_idle": "15",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""What libpq is told where the address says nothing else (libpq-connect.html)."""

_SEVERAL_HOSTS: Final[Mapping[str, str]] = {"target_session_attrs": "read-write"}
"""Of several hosts the one that can be written to."""

_CLOCK = "SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)"


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection, and what was found out in making it.

    Attributes:
        connection: in autocommit mode; nothing is set for it yet.
        host: where it leads: a name, an address or the folder of a socket.
        is_local: whether it stays on this machine.
        is_encrypted: whether TLS is on it.
        clock_ahead: seconds by which the clock here is ahead of the server's, less than 0
            where it is behind; what the way may have taken counts as no difference.
        unused: files that were named for it, and were of no use.
    """

    connection: PatientConnection
    host: str
    is_local: bool
    is_encrypted: bool
    clock_ahead: float
    unused: tuple[UnusedFile, ...] = ()


def connect(
    address: DatabaseAddress,
    password: DatabasePassword,
    *,
    clock: Callable[[], float] = time.time,
) -> Connected:
    """Connect to a database, and look at the server's clock.

    It blocks, for `CONNECT_SECONDS` a host and what a command or the keyring takes.

    Args:
        address: see `dial`.
        password: see `dial`.
        clock: tells the Unix time in seconds.

    Raises:
        StoreError: see `dial`.
    """
    return looked_at(address, password, lambda: dial(address, password), clock=clock)


def looked_at(
    address: DatabaseAddress,
    password: DatabasePassword,
    dialled: Callable[[], PatientConnection],
    *,
    clock: Callable[[], float] = time.time,
) -> Connected:
    """Do what `connect` does, over a connection that is made in some other way than by `dial`.

    Args:
        address: see `dial`.
        password: see `dial`.
        dialled: makes the connection.
        clock: tells the Unix time in seconds.

    Raises:
        StoreError: see `dial`.
    """
    unused = unused_files(address, password.at_hand)
    connection = dialled()
    import psycopg

    try:
        return replace(_with_clock(connection, clock), unused=unused)
    except psycopg.Error as error:
        connection.close()
        raise refusal(error, address) from error


def dial(
    address: DatabaseAddress, password: DatabasePassword, seconds: int | None = None
) -> PatientConnection:
    """A connection as the server lets us in, in autocommit mode; for whoever sets it up.

    The password is asked for only if the server wants one.

    Args:
        address: of the database.
        password: where the password comes from; what the server refuses is forgotten.
        seconds: at most for each host, in place of what the address says.

    Raises:
        StoreUnreachable: no server answers, or it lets nobody in just now.
        StoreError: it cannot be had for another reason; nothing secret is in the message.
    """
    check_installed()
    import psycopg

    try:
        return _connection(address, password.at_hand, seconds)
    except psycopg.Error as error:
        if not (password.can_be_asked_for and wants_password(error)):
            password.forget()
            raise refusal(error, address, unused_files(address, password.at_hand)) from error
    asked = _asked(password)
    try:
        return _connection(address, asked, seconds)
    except psycopg.Error as error:
        password.forget()
        raise refusal(error, address) from error


def check_installed() -> None:
    """See whether the library for PostgreSQL is there.

    Raises:
        StoreError: it is not; it says how to add it.
    """
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise not_installed(error) from error


def _connection(
    address: DatabaseAddress, password: str, seconds: int | None = None
) -> PatientConnection:
    """Open one; at most so many seconds for each host, where they are given."""
    from psycopg.conninfo import make_conninfo

    from copilot_tui.store.postgres.patient import PatientConnection

    several = _SEVERAL_HOSTS if len(address.hosts) > 1 else {}
    secrets = {**address.secrets, **({"password": password} if password else {})}
    unused = {each.word: each.instead for each in unused_files(address, password)}
    words = {**_FOR_LIBPQ, **several, **address.parameters, **secrets, **unused}
    words["client_encoding"] = "UTF8"
    if seconds is not None:
        words["connect_timeout"] = str(seconds)
    # `make_conninfo` escapes each; none of it reaches a list of processes.
    connection = PatientConnection.connect(make_conninfo("", **words), autocommit=True)
    # A partial function would show the password to whoever prints it.
    connection.answers = lambda seconds: _answers(address, password, seconds)
    return connection


def _answers(address: DatabaseAddress, password: str, seconds: int) -> bool:
    """Whether the server answers somebody who comes now, and be it with a no."""
    import psycopg

    try:
        _connection(address, password, seconds).close()
    except psycopg.Error as error:
        return not isinstance(refusal(error, address), StoreUnreachable)
    return True


def _asked(password: DatabasePassword) -> str:
    try:
        return password.ask()
    except ConfigError as error:
        raise StoreError(error.what, error.todo, detail=error.detail) from error


def _with_clock(connection: PatientConnection, clock: Callable[[], float]) -> Connected:
    before = clock()
    row = connection.execute(_CLOCK).fetchone()
    after = clock()
    assert row is not None
    info = connection.info
    return Connected(
        connection,
        host=info.host,
        is_local=is_local(info.host, info.hostaddr),
        is_encrypted=bool(connection.pgconn.ssl_in_use),
        clock_ahead=_ahead(before, after, row[0]),
    )


def _ahead(before: float, after: float, there: float) -> float:
    """By how much our clock is ahead, when the other's was read between two looks at it."""
    if before <= there <= after:
        return 0.0
    return before - there if there < before else after - there


def is_local(host: str, address: str) -> bool:
    """Whether nobody is on the way: a socket of this machine, or its loopback.

    Args:
        host: the name, address or folder of a socket that was connected to.
        address: of the other end, in numbers; empty for a socket.
    """
    import ipaddress

    if not address:
        return not host or host[0] in "/@"
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False
