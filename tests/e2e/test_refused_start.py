"""The real program with conversations on a server that it may not use."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.command_line.status import ExitStatus
from tests.command_line.running import environ, run
from tests.e2e.terminal import Terminal
from tests.postgres_database import database_at

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres_server import Place

pytestmark = pytest.mark.slow


@pytest.fixture
def newer(empty_database: Place) -> dict[str, str]:
    """A database that a newer version of the program has made."""
    database_at(empty_database.url).close()
    with psycopg.connect(empty_database.url, autocommit=True) as connection:
        connection.execute("UPDATE copilot_tui.schema_version SET version = 99")
    return {"COPILOT_TUI_DATABASE": empty_database.url}


@pytest.fixture
def without(tmp_path: Path) -> dict[str, str]:
    """A Python without the package for PostgreSQL."""
    folder = tmp_path / "without"
    folder.mkdir()
    (folder / "psycopg.py").write_text('raise ModuleNotFoundError(name="psycopg")\n')
    return {
        "PYTHONPATH": str(folder),
        "COPILOT_TUI_DATABASE": "postgresql://ann@127.0.0.1:1/c",
    }


@pytest.mark.parametrize(
    ("trouble", "words"),
    [("newer", "was written by a newer version"), ("without", "need the package psycopg")],
)
def test_the_app_the_plain_chat_and_every_command_end_with_the_same_status(
    home: Path, request: pytest.FixtureRequest, trouble: str, words: str
) -> None:
    environment: dict[str, str] = request.getfixturevalue(trouble)
    with Terminal(home=home, columns=140, environment=environment) as terminal:
        in_the_app = terminal.wait_for_exit()
        assert words in terminal.text
    plain = subprocess.run(
        [sys.executable, "-m", "copilot_tui", "--plain"],
        input="",
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
        env=environ(home, **environment),
    )
    listed = run(home, "list", **environment)

    assert words in plain.stderr
    assert words in listed.stderr
    assert (in_the_app, plain.returncode, listed.returncode) == (ExitStatus.STORE,) * 3
