"""The PostgreSQL database that keeps the conversations: the way to it, and the rights there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from copilot_tui.config.database_password import DatabasePassword
from copilot_tui.doctor.finding import Finding, fault, hint, ok
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
from copilot_tui.store.postgres.examination import NEWEST, server_facts
from copilot_tui.store.postgres.owner import table_owner
from copilot_tui.store.postgres.schema import HOW_TO_FIT
from copilot_tui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from copilot_tui.config.database_address import DatabaseAddress
    from copilot_tui.config.database_setting import DatabaseSetting
    from copilot_tui.store.postgres.connecting import Connected
    from copilot_tui.store.postgres.examination import ServerFacts

SECONDS: Final = 45.0
"""What a command, the keyring and several hosts may take, and the question."""

_UTF8 = "UTF8"
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
        *_schema(facts),
        _rights(facts),
        *_above_rows(facts),
        *look_at_owner(facts, ownership),
        *_encoding(facts),
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


def _schema(facts: ServerFacts) -> Sequence[Finding]:
    if facts.is_read_only:
        todo = "Name the primary server in the address, or wait until it takes writes again."
        return (fault("writing", "Nothing can be written there just now (read-only).", todo),)
    if facts.schema_version is None:
        return ()
    version = facts.schema_version
    if version > NEWEST:
        what = f"Version {version}, made by a newer version of this program."
        return (fault("format", what, "Update this program on this machine."),)
    if version < facts.tables_version:
        what = f"The number of the version is {version}, and the tables are of another one."
        return (fault("format", what, HOW_TO_FIT),)
    if version < NEWEST:
        return (hint("format", f"Version {version}; the next start makes it {NEWEST}."),)
    return (ok("format", f"Version {version}."),)


def _rights(facts: ServerFacts) -> Finding:
    user = one_line(facts.user)
    if not facts.has_schema:
        if facts.may_make_schema:
            return ok("rights", "No conversations yet; the first start makes the tables.")
        what = f"There are no tables yet, and {user} may not make them."
        todo = "Have the owner of the database start this program once."
        return fault("rights", what, todo)
    if not facts.may_use_schema:
        todo = f'Have the owner run: GRANT USAGE ON SCHEMA copilot_tui TO "{user}"'
        return fault("rights", f"{user} may not look into the schema copilot_tui.", todo)
    if facts.closed_tables:
        what = f"{user} may not read and write {facts.closed_tables} of the tables."
        todo = (
            "Have the owner run: GRANT SELECT, INSERT, UPDATE, DELETE "
            f'ON ALL TABLES IN SCHEMA copilot_tui TO "{user}"'
        )
        return fault("rights", what, todo)
    return ok("rights", f"{user} may read and write all that is needed.")


def _above_rows(facts: ServerFacts) -> Sequence[Finding]:
    if not facts.is_above_rows:
        return ()
    user = one_line(facts.user)
    what = f"{user} is a superuser: only this program keeps it from what others have written."
    todo = "Connect as an ordinary role: createuser NAME, and name it in the address."
    return (hint("person", what, todo),)


def _encoding(facts: ServerFacts) -> Sequence[Finding]:
    if facts.encoding == _UTF8:
        return ()
    what = f"Its texts are in {one_line(facts.encoding)}, which lacks most characters."
    todo = "Make another database: createdb --encoding=UTF8 --template=template0 NAME"
    return (fault("encoding", what, todo),)
