"""Opening the conversations on a server as a running copy of the program."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from copilot_tui.store.database import BUSY_TIMEOUT
from copilot_tui.store.instance import left_behind, start_for_server
from copilot_tui.store.postgres.cautions import cautions
from copilot_tui.store.postgres.connecting import dial, looked_at
from copilot_tui.store.postgres.lease import TERMS, Leases, LeaseTerms
from copilot_tui.store.postgres.patient_dial import dial_while_patient
from copilot_tui.store.repeating import repeated
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg import Connection

    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.config.database_password import DatabasePassword
    from copilot_tui.config.database_setting import DatabaseSetting
    from copilot_tui.paths import Paths
    from copilot_tui.store.instance import Started
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.postgres.connecting import Connected
    from copilot_tui.store.postgres.database import PostgresDatabase
    from copilot_tui.store.postgres.patience import Patience
    from copilot_tui.store.postgres.patient import PatientConnection


def open_on_server(
    database: DatabaseSetting,
    password: DatabasePassword,
    paths: Paths,
    tell: Callable[[StoreNotice], object] = lambda _: None,
    *,
    started: Started | None = None,
    busy_timeout: float = BUSY_TIMEOUT,
    terms: LeaseTerms = TERMS,
    patience: Patience | None = None,
) -> Store:
    """Open the conversations, and mend what copies that have died left there.

    Of a copy on this machine the system knows whether it runs. Of one on another machine
    nobody does, so that its lease counts.

    Args:
        database: where they are; it has an address.
        password: for it.
        paths: where everything of this machine is.
        tell: told what is not well about the connection.
        started: this running copy, which goes on when the store is closed; None for a new
            one, which ends then.
        busy_timeout: see `PostgresDatabase`.
        terms: of the lease that this copy has while it answers.
        patience: with a server that is silent, where it can change.

    Raises:
        StoreUnreachable: the server cannot be reached now.
        StoreError: it cannot be used.
    """
    address = database.address
    assert address is not None
    locks = paths.instances_on(address.shown)
    with ExitStack() as failing:
        connections = _Connections(address, password, patience)
        connected = connections.first()
        failing.callback(connected.connection.close)
        for caution in cautions(database, connected):
            tell(caution)
        instance, dead = started or start_for_server(locks)
        if started is None:
            failing.callback(instance.close)
        opened = _opened(connections, address.shown, instance.id, busy_timeout, terms)
        store = Store(opened, instance_id=instance.id)
        failing.callback(store.close)
        leases = Leases(opened, terms)

        def is_alive(owner: str, dead: frozenset[str]) -> bool:
            return owner not in dead and (instance.is_alive(owner) or leases.is_alive(owner))

        store.is_alive = lambda owner: is_alive(owner, left_behind(locks))
        repeated(lambda: store.recover(lambda owner: is_alive(owner, dead)))
        failing.pop_all()
    if started is None:
        store.when_closed.append(instance.close)
    return store


def _opened(
    connections: _Connections, place: str, owner: str, busy_timeout: float, terms: LeaseTerms
) -> PostgresDatabase:
    # They need psycopg, of which the connection has said by now if it is not there.
    from copilot_tui.store.postgres.database import PostgresDatabase
    from copilot_tui.store.postgres.live import Live

    live = Live(connections.another, place=place, owner=owner, terms=terms)
    return PostgresDatabase(connections, place=place, busy_timeout=busy_timeout, live=live)


class _Connections:
    """The connection that is there already, and new ones after it."""

    def __init__(
        self,
        address: DatabaseAddress,
        password: DatabasePassword,
        patience: Patience | None,
    ) -> None:
        self._address = address
        self._password = password
        self._patience = patience
        self._first: PatientConnection | None = None

    def __call__(self) -> Connection[Any]:
        first, self._first = self._first, None
        return first or self.another()

    def first(self) -> Connected:
        """The first one, which is then there already, with what is found out about it."""
        connected = looked_at(self._address, self._password, self.another)
        self._first = connected.connection
        return connected

    def another(self) -> PatientConnection:
        """A new one; from any thread."""
        if self._patience is None:
            return dial(self._address, self._password)
        connection = dial_while_patient(self._address, self._password, self._patience)
        connection.patience = self._patience
        return connection
