"""A database that an older version of the program has made, or one that was killed while it did."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import psycopg
import pytest

from copilot_tui.store.outbox.mender import open_or_stand_in
from copilot_tui.store.postgres import schema
from copilot_tui.store.store import Store
from tests.postgres_database import connection_at, database_at
from tests.postgres_server import SUPERUSER
from tests.store.outbox.cut_off import Machine, all_messages, say
from tests.store.postgres.live_copies import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres_server import Place

_OLD_ROWS = """
INSERT INTO copilot_tui.people (last_id) VALUES (2);
INSERT INTO copilot_tui.conversations
    (id, conversation_id, title, profile, provider, model, active_leaf, created, updated,
     parameters, system_prompt, uid)
VALUES (1, 'one', 'Kept', '', '', '', 2, 1, 1, '', '', 'a');
INSERT INTO copilot_tui.messages (id, conversation, depth, role, status, created, content)
VALUES (2, 1, 1, 'user', 'complete', 1, 'From the old version');
"""
_KILLED = """
import sys
from copilot_tui.store.postgres import schema
from tests.postgres_database import connection_at
slowly = ("CREATE TABLE half_done ()", "SELECT pg_sleep(600)")
schema.migrate(connection_at(sys.argv[1]), (*schema.MIGRATIONS, slowly))
"""
_SLEEPS = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(600)%'"


@pytest.mark.parametrize("version", range(1, len(schema.MIGRATIONS)))
def test_each_older_version_is_brought_up_to_date_with_all_that_is_in_it(
    empty_database: Place, version: int
) -> None:
    with connection_at(empty_database.url) as connection:
        schema.migrate(connection, schema.MIGRATIONS[:version])
        connection.execute(_OLD_ROWS.encode())

    with Store(database_at(empty_database.url), instance_id="new") as store:
        assert [entry.title for entry in store.conversations.page(limit=9)] == ["Kept"]
        assert store.tree.get(2).content == "From the old version"
        answer = store.messages.add_user_message(1, 2, "And from the new one")
        assert [hit.message for hit in store.search.messages("new", limit=9)] == [answer.id]
        reply = store.journal.begin(1, answer.id, profile="", provider="", model="")
        assert reply.id > answer.id


@pytest.mark.slow
def test_what_a_killed_program_has_half_done_is_undone_and_keeps_nobody_waiting(
    store_copy: Place,
) -> None:
    with Store(database_at(store_copy.url), instance_id="before") as store:
        store.conversations.create(title="Kept")
    command = [sys.executable, "-c", _KILLED, store_copy.url]
    with (
        psycopg.connect(store_copy.as_role(SUPERUSER).url, autocommit=True) as look,
        subprocess.Popen(command) as killed,
    ):
        wait_until(lambda: look.execute(_SLEEPS).fetchone() == (1,))
        killed.kill()
        killed.wait(30)
        next_one = (*schema.MIGRATIONS, ("CREATE TABLE whole ()",))
        began = time.monotonic()
        with connection_at(store_copy.url) as connection:
            schema.migrate(connection, next_one)
        assert time.monotonic() - began < 30
        tables = "SELECT to_regclass('copilot_tui.half_done'), to_regclass('copilot_tui.whole')"
        assert look.execute(tables).fetchone() == (None, "copilot_tui.whole")
        assert look.execute("SELECT title FROM copilot_tui.conversations").fetchone() == ("Kept",)


def test_what_is_written_when_a_newer_program_has_come_is_delivered_by_that(
    store_copy: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(store_copy, tmp_path / "here")
    old = machine.copy()
    old.do(lambda store: store.conversations.create(title="Trip"))
    old.do(say(1, None, "Where to?"))
    old.learn(1)
    newer = (*schema.MIGRATIONS, ("CREATE TABLE newer ()",))
    with connection_at(store_copy.url) as connection:
        schema.migrate(connection, newer)

    old.do(say(1, 2, "To Oslo."))

    (notice,) = machine.told
    assert "brought up to date by a newer version of this program" in notice.text
    assert "Quit, and start the newer version." in notice.text
    old.go_back()
    assert "was written by a newer version of this program" in machine.told[-1].text
    old.thread.close()
    monkeypatch.setattr("copilot_tui.store.postgres.opened.MIGRATIONS", newer)
    monkeypatch.setattr("copilot_tui.store.postgres.own_row._LOCK", _lock(len(newer)))
    with open_or_stand_in(machine, machine.told.append, may_be_away=False) as store:
        assert all_messages(store) == ["Where to?", "To Oslo."]
    assert machine.outboxes == []


def _lock(version: int) -> bytes:
    return f"SELECT last_id, changes FROM begin_writing({version})".encode()
