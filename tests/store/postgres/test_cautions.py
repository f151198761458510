"""What is not well about a connection that works is told, with what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from copilot_tui.store.postgres.cautions import cautions
from copilot_tui.store.postgres.connecting import Connected
from tests.store.postgres.strict_server import setting

if TYPE_CHECKING:
    from copilot_tui.config.database_setting import DatabaseSetting
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.postgres.patient import PatientConnection

SECRET = "Xs3cr3t"
WELL = Connected(
    cast("PatientConnection", None),
    host="db.example.org",
    is_local=False,
    is_encrypted=True,
    clock_ahead=0.0,
)
DATABASE = setting("postgresql://ann@db.example.org/chats")


def told(connected: Connected = WELL, database: DatabaseSetting = DATABASE) -> list[StoreNotice]:
    """The notices."""
    return list(cautions(database, connected))


def test_nothing_is_told_where_all_is_well() -> None:
    assert told() == []
    assert told(replace(WELL, is_encrypted=False, is_local=True)) == []
    assert told(replace(WELL, clock_ahead=170.0)) == []


def test_a_connection_without_tls_is_told_as_long_as_it_lasts() -> None:
    [notice] = told(replace(WELL, is_encrypted=False))

    assert notice.is_lasting
    assert notice.is_error
    assert "db.example.org" in notice.brief
    assert "to db.example.org for everybody to read" in notice.text
    assert "sslmode=verify-full" in notice.text


def test_a_password_in_the_file_is_to_be_taken_out() -> None:
    database = replace(
        setting(f"postgresql://ann:{SECRET}@db.example.org/chats"), source="config.toml:3"
    )
    [notice] = told(database=database)

    assert notice.text.startswith("The password of the database stands in config.toml:3.")
    assert "Take it out: set COPILOT_TUI_DATABASE_PASSWORD" in notice.text
    assert SECRET not in repr(notice)
    assert told(database=replace(database, source="COPILOT_TUI_DATABASE")) == []


@pytest.mark.parametrize(
    ("ahead", "apart"),
    [
        (3600.0, "60 minutes ahead of"),
        (-3600.0, "60 minutes behind"),
        (200.0, "3 minutes ahead of"),
        (-86400.0, "24 hours behind"),
    ],
)
def test_clocks_that_are_apart_are_told(ahead: float, apart: str) -> None:
    [notice] = told(replace(WELL, clock_ahead=ahead))

    assert f"The clock here is {apart} that of the database" in notice.text
    assert not notice.is_lasting
