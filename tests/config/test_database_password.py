"""Where the password of the database comes from, and that it is asked for only where needed."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import keyring
import pytest

from copilot_tui.config.database_address import database_address
from copilot_tui.config.database_password import DatabasePassword
from copilot_tui.config.database_setting import DatabaseSetting
from copilot_tui.errors import ConfigError
from tests.config.test_key_ring import Memory

SECRET = "Xs3cr3t"
URL = "postgresql://ann@h/chats"
VARIABLE = "COPILOT_TUI_DATABASE_PASSWORD"


def password(url: str = URL, *, cmd: str = "", place: str = "", **environ: str) -> DatabasePassword:
    """The password of a database."""
    setting = DatabaseSetting(database_address(url), password_cmd=cmd, password_keyring=place)
    return DatabasePassword(setting, {"PATH": os.environ["PATH"], **environ})


def state(password: DatabasePassword) -> tuple[str, bool]:
    """What is at hand, and whether somebody is still to be asked."""
    return password.at_hand, password.can_be_asked_for


def test_the_address_goes_before_the_variable_and_that_before_the_command() -> None:
    in_both = password("postgresql://ann:of-url@h/c", cmd="echo x", **{VARIABLE: "of-variable"})
    in_variable = password(cmd="echo x", **{VARIABLE: "of-variable"})

    assert (in_both.at_hand, in_variable.at_hand) == ("of-url", "of-variable")
    assert not in_both.can_be_asked_for
    assert not in_variable.can_be_asked_for


def test_nothing_is_at_hand_and_nobody_to_ask_where_libpq_has_to_look() -> None:
    nowhere = password()

    assert nowhere.at_hand == ""
    assert not nowhere.can_be_asked_for


def test_a_command_runs_only_when_it_is_asked_and_once(tmp_path: Path) -> None:
    count = tmp_path / "count"
    asked = password(cmd=f"echo run >> {count}; printf ' {SECRET} with spaces \\n'")

    assert state(asked) == ("", True)
    assert not count.exists()
    assert asked.ask() == f" {SECRET} with spaces "
    assert state(asked) == (f" {SECRET} with spaces ", False)
    assert count.read_text() == "run\n"


def test_what_was_refused_is_asked_for_anew() -> None:
    asked = password(cmd="echo x")
    asked.ask()
    asked.forget()

    assert state(asked) == ("", True)


def test_it_can_be_asked_for_in_a_thread_beside_the_main_one() -> None:
    asked = password(cmd=f"echo {SECRET}")
    thread = threading.Thread(target=asked.ask)
    thread.start()
    thread.join()

    assert asked.at_hand == SECRET


def test_the_keyring_is_asked() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(Memory(lambda: SECRET))
    try:
        assert password(place="chats/ann").ask() == SECRET
    finally:
        keyring.set_keyring(before)


@pytest.mark.parametrize(
    ("cmd", "told"),
    [
        (f"echo {SECRET} >&2; exit 3", "The database_password_cmd ended with code 3."),
        ("true", "The database_password_cmd printed no password on its first line."),
        (f"printf '{SECRET}\\0x\\n'", "holds characters that no password can hold."),
    ],
)
def test_what_keeps_it_away_is_said_without_it(cmd: str, told: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        password(cmd=cmd).ask()

    assert told in refusal.value.what
    assert SECRET not in refusal.value.lines


def test_it_is_in_no_representation() -> None:
    asked = password(f"postgresql://ann:{SECRET}@h/c", cmd=f"echo {SECRET}", **{VARIABLE: SECRET})

    assert SECRET not in repr(asked)
