"""The PostgreSQL database that keeps the conversations: the way to it, and the rights there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from copilot_tui.config.database_password import DatabasePassword
from copilot_tui.doctor.finding import Finding, fault, hint, ok
from copilot_tui.doctor.server_tables import look_at_encoding, look_at_rights, look_at_schema
from copilot_tui.doctor.table_owner import look_at_owner
from copilot_tui.errors import StoreError
from copilot_tui.store.postgres.cautions import (
    CLOCK_SECONDS,
    SET_CLOCK,
    TAKE_OUT,
    USE_TLS,
    clocks_apart,
    exposed,
    is_exposed,
    password_shown,
)
from copilot_tui.store.postgres.connecting import connect
from copilot_tui.store.postgres.examination import server_facts
from copilot_tui.store.postgres.owner import table_owner
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.config.database_setting import DatabaseSetting
    from copilot_tui.store.postgres.connecting import Connected
    from copilot_tui.store.postgres.examination import ServerFacts

SECONDS: Final = 45.0
"""What a command, the keyring and several hosts may take, and the question."""

_VERIFYING = ("verify-ca", "verify-full")


def look_at_server_database(
    database: DatabaseSetting, environ: Mapping[str, str]
) -> Sequence[Finding]:
    """Connect to the database and look at all that can be wrong with it; nothing is changed.

    Args:
        database: a PostgreSQL database.
        environ: where the password may be.
    """
    address = database.address
    assert address is not None
    password = _password(database)
    try:
        connected = connect(address, DatabasePassword(database, environ))
        with connected.connection:
            facts = server_facts(connected, address)
            ownership = table_owner(connected, address)
    except StoreError as error:
        return (fault("database", f"{error.what} {error.detail}".strip(), error.todo), *password)
    return (
        ok("database", f"{address.shown} answers: PostgreSQL {one_line(facts.version)}."),
        *password,
        *(hint(each.word, each.what, each.todo) for each in connected.unused),
        _way(connected, address),
        _clock(connected),
        *look_at_schema(facts, address.shown),
        *look_at_rights(facts),
        *_above_rows(facts),
        *look_at_owner(facts, ownership),
        *look_at_encoding(facts),
    )


def _password(database: DatabaseSetting) -> Sequence[Finding]:
    if not database.shows_password:
        return ()
    return (hint("password", password_shown(database), TAKE_OUT),)


def _way(connected: Connected, address: DatabaseAddress) -> Finding:
    if is_exposed(connected):
        return fault("way", exposed(connected), USE_TLS)
    if connected.is_local:
        return ok("way", "It does not leave this machine.")
    if address.parameters.get("sslmode") in _VERIFYING or _trusts_the_system(address):
        return ok("way", "Encrypted (TLS), and the server proves who it is.")
    todo = "Add sslmode=verify-full to the address, and sslrootcert=PATH if it is signed by you."
    return hint("way", "Encrypted (TLS), but nobody checks who the server is.", todo)


def _trusts_the_system(address: DatabaseAddress) -> bool:
    """With it libpq checks the host, whatever sslmode says (libpq-ssl.html)."""
    return address.parameters.get("sslrootcert") == "system"


def _clock(connected: Connected) -> Finding:
    if abs(connected.clock_ahead) > CLOCK_SECONDS:
        return hint("clock", clocks_apart(connected.clock_ahead), SET_CLOCK)
    return ok("clock", "That of the database and that of this machine agree.")


def _above_rows(facts: ServerFacts) -> Sequence[Finding]:
    if not facts.is_above_rows:
        return ()
    user = one_line(facts.user)
    what = f"{user} is a superuser: only this program keeps it from what others have written."
    todo = "Connect as an ordinary role: createuser NAME, and name it in the address."
    return (hint("person", what, todo),)
