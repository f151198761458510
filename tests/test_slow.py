"""Saying that a server with the conversations is waited for."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from copilot_tui import slow
from copilot_tui.config.database_address import database_address
from copilot_tui.config.database_setting import DatabaseSetting
from copilot_tui.slow import said_when_slow

ON_A_SERVER = DatabaseSetting(database_address("postgresql://ann:secret@127.0.0.1:9/chats"))


def wait_for_timers() -> None:
    """Until none is running, or would be any more."""
    for each in threading.enumerate():
        if isinstance(each, threading.Timer):
            each.join()


def test_it_is_said_where_the_body_takes_long_and_without_the_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow, "SLOW_SECONDS", 0.0)
    with said_when_slow(ON_A_SERVER):
        wait_for_timers()
    said = capsys.readouterr()
    assert said.err == "Waiting for the database at postgresql://ann@127.0.0.1:9/chats …\n"
    assert said.out == ""


@pytest.mark.parametrize("database", [ON_A_SERVER, DatabaseSetting(file=Path("chats.db"))])
def test_nothing_is_said_and_nothing_left_where_it_takes_no_time_or_is_a_file(
    capsys: pytest.CaptureFixture[str], database: DatabaseSetting
) -> None:
    with said_when_slow(database):
        pass
    wait_for_timers()
    assert capsys.readouterr().err == ""
