"""The PostgreSQL of the tests comes up, is let go, and leaves nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

if TYPE_CHECKING:
    from tests.postgres_server import Place, PostgresServer

_ENDLESS = """
import time
from tests.postgres_server import running_postgres
with running_postgres() as server:
    print(server.folder, server.port, flush=True)
    time.sleep(600)
"""


def test_a_test_has_a_database_of_its_own(empty_database: Place) -> None:
    with psycopg.connect(empty_database.url) as connection:
        row = connection.execute("SELECT session_user, current_database()").fetchone()

    assert row == (empty_database.role, empty_database.name)


def test_the_person_of_the_tests_is_kept_apart_from_others(empty_database: Place) -> None:
    with psycopg.connect(empty_database.url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user"
        ).fetchone()

    assert row == (False, False)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_when_the_tests_are_ended(
    postgres_server: PostgresServer, how: signal.Signals
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _ENDLESS],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[1],
        text=True,
    ) as tests:
        assert tests.stdout is not None
        folder, port = tests.stdout.readline().split()
        server = int((Path(folder) / "data" / "postmaster.pid").read_text().splitlines()[0])
        tests.send_signal(how)
    end = time.monotonic() + 30

    while Path(folder).exists() or _runs(server):
        assert time.monotonic() < end, f"{folder} and the server on {port} are left"
        time.sleep(0.05)


def _runs(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True
