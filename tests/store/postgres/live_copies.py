"""Copies of the program on one server, as those on different machines are."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from copilot_tui.config.database_address import database_address
from copilot_tui.config.database_password import DatabasePassword
from copilot_tui.config.database_setting import DatabaseSetting
from copilot_tui.errors import StoreUnreachable
from copilot_tui.store.changes import NOTHING, Changes
from copilot_tui.store.postgres.connecting import dial
from copilot_tui.store.postgres.database import PostgresDatabase
from copilot_tui.store.postgres.lease import TERMS, Leases, LeaseTerms
from copilot_tui.store.postgres.live import Live
from copilot_tui.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 30.0
"""Seconds after which what was waited for counts as missing."""

NEVER = 3600.0


class Copy:
    """A store, and what it hears of others.

    Args:
        url: of the database.
        name: of this running copy.
        terms: of its lease.
        clock: of its machine.
        listens: whether it wants to hear at all.
    """

    def __init__(
        self,
        url: str,
        name: str,
        *,
        terms: LeaseTerms = TERMS,
        clock: Callable[[], float] = time.time,
        listens: bool = True,
    ) -> None:
        address = database_address(url)
        password = DatabasePassword(DatabaseSetting(address), {})

        connect = partial(dial, address, password)
        place = address.shown
        self.live = Live(connect, place=place, owner=name, terms=terms)
        database = PostgresDatabase(connect, place=place, clock=clock, live=self.live)
        self.store = Store(database, instance_id=name)
        self.store.is_alive = Leases(database, terms).is_alive
        self._rung = threading.Event()
        if listens:
            self.store.when_told(self._rung.set)

    def begin_reply(self) -> int:
        """Let a reply run here, in a conversation of its own; its row id."""
        conversation = self.store.conversations.create().id
        question = self.store.messages.add_user_message(conversation, None, "Hello").id
        journal = self.store.journal
        return journal.begin(conversation, question, profile="", provider="", model="").id

    def hear(self, until: Callable[[Changes], bool]) -> Changes:
        """What the others tell until that is enough. Nobody looks without having been told."""
        heard = NOTHING
        deadline = time.monotonic() + PATIENCE
        while not until(heard):
            if not self._rung.wait(deadline - time.monotonic()):
                raise AssertionError(f"nothing more than {heard} was told")
            self._rung.clear()
            try:
                heard |= self.store.changed_elsewhere()
            except StoreUnreachable:
                self._rung.set()  # A broken connection is noticed once.
        return heard


@contextmanager
def copy_at(
    url: str,
    name: str,
    *,
    terms: LeaseTerms = TERMS,
    clock: Callable[[], float] = time.time,
    listens: bool = True,
) -> Iterator[Copy]:
    """A copy until the end of the block; see `Copy`."""
    copy = Copy(url, name, terms=terms, clock=clock, listens=listens)
    with copy.store:
        yield copy


def wait_until(reached: Callable[[], object]) -> None:
    """Look again and again until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > deadline:
            raise AssertionError("it never came to that")
        time.sleep(0.01)
