"""A PostgreSQL that asks for passwords, has a certificate, and does not let in everybody."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from copilot_tui.config.database_address import database_address
from copilot_tui.config.database_password import DatabasePassword
from copilot_tui.config.database_setting import DatabaseSetting
from tests.postgres_installation import HOST, account
from tests.postgres_server import running_postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from copilot_tui.config.database_address import DatabaseAddress
    from tests.postgres_server import PostgresServer

BOB, PASSWORD = "bob", "Xs3cr3t @/:%'\\ ü"
"""An ordinary role, and a password with all that has to be escaped somewhere."""

CARELESS = "careless"
"""A role that is refused without TLS."""

SHUT = "shut"
"""A role that is refused."""

_RULES = f"""
local all all trust
host all {SHUT} all reject
hostnossl all {CARELESS} all reject
host all all {HOST}/32 scram-sha-256
"""


@dataclass(frozen=True, slots=True)
class StrictServer:
    """The server and what is needed to get in.

    Attributes:
        server: itself.
        name: of a database that belongs to `BOB`.
        certificate: signed by itself, for `HOST`.
        stranger: another certificate, which the server does not have.
    """

    server: PostgresServer
    name: str
    certificate: Path
    stranger: Path

    def url(self, user: str = BOB, *, name: str = "", **parameters: str) -> str:
        """An address without a password, over TCP."""
        words = "&".join(f"{word}={value}" for word, value in parameters.items())
        place = f"{HOST}:{self.server.port}/{name or self.name}"
        return f"postgresql://{user}@{place}{'?' if words else ''}{words}"

    def execute(self, statement: str) -> None:
        """Have the superuser do something in the database."""
        with self.server.connect(self.name) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_strictly() -> Iterator[StrictServer]:
    """Start one, with all roles.

    Raises:
        NoPostgres: it is not installed, or does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="strict-"))
    try:
        folder.chmod(0o755)
        certificate, key = _certificate(folder, "server", HOST)
        stranger, _ = _certificate(folder, "stranger", HOST)
        rules = folder / "rules.conf"
        rules.write_text(_RULES, encoding="ascii")
        if owner := account():
            os.chown(key, owner.pw_uid, owner.pw_gid)
        settings = {
            "ssl": "on",
            "ssl_cert_file": str(certificate),
            "ssl_key_file": str(key),
            "hba_file": str(rules),
        }
        with running_postgres(trusting=False, settings=settings) as server:
            for role in (BOB, CARELESS, SHUT):
                server.add_role(role, PASSWORD)
            place = server.add_database(owner=BOB)
            yield StrictServer(server, place.name, certificate, stranger)
    finally:
        shutil.rmtree(folder)


def _certificate(folder: Path, name: str, host: str) -> tuple[Path, Path]:
    """A certificate that is signed by itself, and its key."""
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={name}", "-addext"),
            *(f"subjectAltName=IP:{host}", "-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    certificate.chmod(0o644)
    key.chmod(0o600)
    return certificate, key


def setting(url: str, *, cmd: str = "") -> DatabaseSetting:
    """A database as the flag would name it."""
    return DatabaseSetting(database_address(url), source="--database", password_cmd=cmd)


def ways(url: str, *, cmd: str = "", **environ: str) -> tuple[DatabaseAddress, DatabasePassword]:
    """What `connect` is given."""
    database = setting(url, cmd=cmd)
    assert database.address is not None
    variables = {"PATH": os.environ["PATH"], **environ}
    return database.address, DatabasePassword(database, variables)


def version_of(connection: psycopg.Connection) -> int:
    """Something that only a connection that works can tell."""
    row = connection.execute("SELECT current_setting('server_version_num')::int").fetchone()
    assert row is not None
    return int(row[0])
