"""The real program on a database that answers and takes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.store.store import Store
from tests.e2e.chatting import chatting, quit_and_wait
from tests.e2e.terminal import ENTER
from tests.postgres_database import database_at
from tests.postgres_server import SUPERUSER
from tests.store.outbox.cut_off import all_messages
from tests.store.outbox.server_faults import Refusals

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.terminal import Terminal
    from tests.postgres_server import Place
    from tests.servers_fake import FakeServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(150)]

WIDE = (220, 40)
"""No sentence is broken into lines."""

ANSWER = "Hello from the fake server."
WHOLE = ["Before", ANSWER, "Meanwhile", ANSWER]


def test_a_disk_that_is_full_is_said_and_what_is_written_gets_there_when_there_is_room(
    server: FakeServer, home: Path, empty_database: Place
) -> None:
    variables = {"COPILOT_TUI_DATABASE": empty_database.url}
    with chatting(server, home, size=WIDE, environment=variables) as terminal:
        ask_once(terminal)
        refusals = Refusals(empty_database, "messages")
        refusals.next("53100", 10**6)
        terminal.send("Meanwhile", ENTER)
        terminal.wait_for("is full")
        terminal.wait_for(lambda text: text.count(ANSWER) == 2)
        assert messages(empty_database) == WHOLE[:2]
        refusals.next("53100", 0)
        terminal.wait_for("can be written again")
        assert messages(empty_database) == WHOLE
        quit_and_wait(terminal)


def test_a_database_that_is_made_read_only_is_said_and_gets_what_was_written(
    server: FakeServer, home: Path, empty_database: Place
) -> None:
    variables = {"COPILOT_TUI_DATABASE": empty_database.url}
    with chatting(server, home, size=WIDE, environment=variables) as terminal:
        ask_once(terminal)
        by_superuser(empty_database, "SET default_transaction_read_only = on", ends=True)
        terminal.send("Meanwhile", ENTER)
        terminal.wait_for("is read-only")
        terminal.wait_for(lambda text: text.count(ANSWER) == 2)
        by_superuser(empty_database, "RESET default_transaction_read_only")
        terminal.wait_for("can be written again")
        assert messages(empty_database) == WHOLE
        quit_and_wait(terminal)


def ask_once(terminal: Terminal) -> None:
    terminal.send("Before", ENTER)
    terminal.wait_for(ANSWER)


def by_superuser(place: Place, change: str, *, ends: bool = False) -> None:
    """Change a database, and end the connections of whoever goes by what it was."""
    with psycopg.connect(place.as_role(SUPERUSER).url, autocommit=True) as superuser:
        superuser.execute("SET default_transaction_read_only = off")
        superuser.execute(f"ALTER DATABASE {place.name} {change}".encode())
        if ends:
            superuser.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = %s",
                [place.role],
            )


def messages(place: Place) -> list[str]:
    with Store(database_at(place.url), instance_id="beside") as store:
        return all_messages(store)
