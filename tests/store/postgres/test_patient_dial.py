"""Dialling a server that says nothing, while the program ends and before."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from copilot_tui.config.database_address import database_address
from copilot_tui.config.database_password import DatabasePassword
from copilot_tui.config.database_setting import DatabaseSetting
from copilot_tui.errors import StoreError, StoreUnreachable
from copilot_tui.store.postgres import patience, patient_dial
from copilot_tui.store.postgres.patience import Patience
from copilot_tui.store.postgres.patient_dial import dial_while_patient
from tests.ui.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS = database_address("postgresql://ann@silent/chats")
PASSWORD = DatabasePassword(DatabaseSetting(ADDRESS), {})


class Silence:
    """Stands in the place of a server from which nothing comes until it is let speak."""

    def __init__(self) -> None:
        self.speaks = threading.Event()
        self.has_closed = threading.Event()
        self.connection = SimpleNamespace(close=self.has_closed.set)

    def dial(self, *_: object) -> object:
        assert self.speaks.wait(PATIENCE)
        return self.connection


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silence]:
    silent = Silence()
    monkeypatch.setattr(patient_dial, "dial", silent.dial)
    monkeypatch.setattr(patient_dial, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(patience, "HURRIED_ANSWER_SECONDS", 0)
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 0)
    yield silent
    silent.speaks.set()


def test_as_the_program_ends_a_silent_server_is_away_and_what_it_says_later_is_closed(
    silence: Silence,
) -> None:
    ending = Patience()
    ending.hurry()
    with pytest.raises(StoreUnreachable, match="silent"):
        dial_while_patient(ADDRESS, PASSWORD, ending)
    assert not silence.has_closed.is_set()
    silence.speaks.set()
    assert silence.has_closed.wait(PATIENCE)


def test_it_is_waited_for_as_long_as_nobody_is_in_a_hurry(silence: Silence) -> None:
    class Looked(Patience):
        looks = 0

        @property
        def is_short(self) -> bool:
            self.looks += 1
            if self.looks == 3:
                silence.speaks.set()
            return False

        @is_short.setter
        def is_short(self, _: bool) -> None:
            pass

    connection: object = dial_while_patient(ADDRESS, PASSWORD, Looked())
    assert connection is silence.connection
    assert not silence.has_closed.is_set()


def test_a_refusal_is_that_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise StoreError("It refuses the password.")

    monkeypatch.setattr(patient_dial, "dial", refuse)
    with pytest.raises(StoreError, match="It refuses the password"):
        dial_while_patient(ADDRESS, PASSWORD, Patience())
