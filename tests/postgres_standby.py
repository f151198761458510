"""A server that follows another one: it can be read, and written once the other is gone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.postgres_installation import NoPostgres, binaries
from tests.postgres_server import SUPERUSER, PostgresServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Standby(PostgresServer):
    """A hot standby.

    Args:
        binaries: see `PostgresServer`.
        followed: the server of which it is a copy; it runs.
    """

    def __init__(self, binaries: Path, followed: PostgresServer) -> None:
        self._followed = followed
        super().__init__(binaries)

    def promote(self) -> None:
        """Let it be written."""
        with self.connect() as connection:
            assert connection.execute("SELECT pg_promote()").fetchone() == (True,)

    def _initialise(self, *, trusting: bool) -> None:
        # `PATH` may lead to `postgres` by a link, with no other program beside it.
        program = (self._binaries / "postgres").resolve().with_name("pg_basebackup")
        if not program.exists():
            raise NoPostgres(f"There is no {program}.")
        self._run(
            (
                *(program, "-D", self.folder / "data", "-h", self._followed.folder),
                *("-p", str(self._followed.port), "-U", SUPERUSER),
                *("--checkpoint=fast", "--write-recovery-conf", "--no-sync"),
            )
        )


@contextmanager
def running_standby(followed: PostgresServer) -> Iterator[Standby]:
    """One that has all that the other one has at this moment, and follows it.

    Raises:
        NoPostgres: it does not start.
    """
    server = Standby(binaries(), followed)
    try:
        server.start()
        yield server
    finally:
        server.remove()
