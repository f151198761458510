"""A PostgreSQL of the tests: a cluster in a temporary folder, gone when they end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypedDict

import psycopg
from psycopg import sql

from tests.postgres_cluster import SUPERUSER, keep_cluster, make_cluster
from tests.postgres_installation import HOST, NoPostgres, account, binaries, free_port

__all__ = ["PERSON", "SUPERUSER", "Place", "PostgresServer", "running_postgres"]

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PERSON = "ann"
"""Whose databases the tests use: an ordinary role, as are those of `add_role`."""

_SETTINGS = {
    "listen_addresses": HOST,
    "max_connections": "120",
    "shared_buffers": "32MB",
    # A worker that tidies up would hold the template that every test's database is made from.
    "autovacuum": "off",
    "logging_collector": "off",
    "log_min_messages": "warning",
    "jit": "off",
    "password_encryption": "scram-sha-256",
}
_NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# It sees the tests end, whatever ends them: then its input does, and it clears up after them.
_KEEPER = """
read -r word && exit
kill -INT "$2"
while kill -0 "$2"; do sleep 0.1; done
rm -rf "$1"
"""
_PATIENCE = 30.0


class _Identity(TypedDict, total=False):
    """For `subprocess`: whose process it is to be."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Place:
    """A database to connect to.

    Attributes:
        port: on `HOST`.
        name: of the database.
        role: who connects.
        password: empty where the server trusts everyone.
    """

    port: int
    name: str
    role: str = PERSON
    password: str = ""

    @property
    def url(self) -> str:
        """The URL as libpq takes it, with the password."""
        password = f":{self.password}" if self.password else ""
        return f"postgresql://{self.role}{password}@{HOST}:{self.port}/{self.name}"

    def as_role(self, role: str, password: str = "") -> Place:
        """The same database for somebody else."""
        return Place(self.port, self.name, role, password)


class PostgresServer:
    """A cluster of its own on a free port; it can be stopped, killed and started again.

    Args:
        binaries: the folder with `initdb` and `postgres`.
        durable: whether what is committed has to survive `kill`.
        trusting: whether everybody is let in without a password. Otherwise roles need the
            one that `add_role` gave them, and the superuser comes by the socket.
        settings: of `postgresql.conf`, beside those of all tests.
    """

    def __init__(
        self,
        binaries: Path,
        *,
        durable: bool = False,
        trusting: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._binaries = binaries
        self._account = account()
        self._settings = {**_SETTINGS, **({} if durable else _NOT_DURABLE), **(settings or {})}
        # Short, as the name of a socket has 107 bytes at most.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._log = self.folder / "server.log"
        self._log.touch()
        self.port = free_port()
        self._count = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: subprocess.Popen[bytes] | None = None
        if self._account:
            for path in (self.folder, self._log):
                os.chown(path, self._account.pw_uid, self._account.pw_gid)
        self._initialise(trusting=trusting)

    @property
    def log(self) -> str:
        """What the server has said so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Run the server until `stop` or `kill`; it answers when this returns.

        Raises:
            NoPostgres: it does not come up.
        """
        settings = {**self._settings, "port": str(self.port)}
        settings["unix_socket_directories"] = str(self.folder)
        command = [str(self._binaries / "postgres"), "-D", str(self.folder / "data")]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self._log.open("ab") as log:
            self._process = self._spawn(command, output=log, stdin=subprocess.DEVNULL)
        pid = str(self._process.pid)
        self._keeper = self._spawn(
            ["/bin/sh", "-c", _KEEPER, "keeper", str(self.folder), pid],
            output=subprocess.DEVNULL,
            stdin=subprocess.PIPE,
        )
        self._wait_until_ready()

    def stop(self) -> None:
        """Shut the server down; open connections are told so (SQLSTATE 57P01)."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End the server as a power cut would."""
        self._end(signal.SIGKILL)

    def remove(self) -> None:
        """Stop the server and leave nothing of it."""
        self.stop()
        shutil.rmtree(self.folder)

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        """A connection of the superuser, in autocommit mode."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, dbname=name, user=SUPERUSER, autocommit=True
        )

    def add_role(self, role: str, password: str = "") -> None:
        """Add somebody who may log in and nothing else."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(password or None)
                )
            )

    def add_database(self, template: str = "template1", *, owner: str = PERSON) -> Place:
        """Add a database, empty or a copy of another one.

        Args:
            template: its name; nobody may be connected to it.
            owner: who may make a schema in it.
        """
        self._count += 1
        name = f"test_{self._count}"
        with self.connect() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    *map(sql.Identifier, (name, template, owner))
                )
            )
        return Place(self.port, name, owner)

    def remove_database(self, place: Place) -> None:
        """Remove a database; whoever is connected to it is thrown out."""
        with self.connect() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(place.name))
            )

    def keep_unstarted(self) -> None:
        """See `keep_cluster`; before it is started for the first time."""
        keep_cluster(self.folder / "data", self._run)

    def _initialise(self, *, trusting: bool) -> None:
        make_cluster(self._binaries, self.folder / "data", trusting=trusting, run=self._run)

    def _run(self, command: tuple[str | Path, ...]) -> None:
        subprocess.run(
            command, check=True, capture_output=True, cwd=self.folder, **self._identity()
        )

    def _spawn(
        self, command: list[str], *, output: IO[bytes] | int, stdin: int
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            stdin=stdin,
            stdout=output,
            stderr=output,
            cwd=self.folder,
            # Ctrl+c is for the tests; they end the server.
            start_new_session=True,
            **self._identity(),
        )

    def _end(self, how: signal.Signals) -> None:
        if self._process is None or self._keeper is None:
            return
        self._process.send_signal(how)
        self._process.wait(_PATIENCE)
        self._keeper.communicate(b"ended\n", timeout=_PATIENCE)
        self._process = self._keeper = None

    def _identity(self) -> _Identity:
        if self._account is None:
            return {}
        return {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError as error:
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > end:
                    raise NoPostgres(f"PostgreSQL does not start: {error}\n{self.log}") from error
                time.sleep(0.02)
            else:
                return


@contextmanager
def running_postgres(
    *,
    durable: bool = False,
    trusting: bool = True,
    settings: Mapping[str, str] | None = None,
    is_copied: bool = False,
) -> Iterator[PostgresServer]:
    """A server with `PERSON` in it; see `PostgresServer` for the arguments.

    With `is_copied` see `PostgresServer.keep_unstarted`.

    Raises:
        NoPostgres: it is not installed, or does not start.
    """
    server = PostgresServer(binaries(), durable=durable, trusting=trusting, settings=settings)
    try:
        if is_copied:
            server.keep_unstarted()
        server.start()
        server.add_role(PERSON)
        yield server
    finally:
        server.remove()
