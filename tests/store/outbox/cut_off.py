"""A machine whose server can be away, and comes back when the test says so."""

from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import psycopg

from copilot_tui.errors import StoreUnreachable
from copilot_tui.store.living import Known
from copilot_tui.store.outbox.mender import open_or_stand_in
from copilot_tui.store.store import Store
from copilot_tui.store.thread import StoreThread
from tests.postgres_database import database_at
from tests.postgres_server import SUPERUSER

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.instance import Started
    from copilot_tui.store.notice import StoreNotice
    from copilot_tui.store.postgres.database import PostgresDatabase
    from tests.postgres_server import Place

Result = TypeVar("Result")


class Machine:
    """See `Reach`: one that keeps its outboxes in a folder.

    Args:
        place: the database.
        folder: for what is kept here.

    Attributes:
        is_away: whether the server cannot be reached.
        told: the notices.
        at_commit: called when the server is about to be asked to keep something.
    """

    def __init__(self, place: Place, folder: Path) -> None:
        self.folder = folder
        self.is_away = False
        self.told: list[StoreNotice] = []
        self.at_commit: Callable[[Callable[[], None]], None] = lambda commit: commit()
        self._place = place
        self._databases: list[PostgresDatabase] = []

    def open(self, started: Started) -> Store:
        """See `Reach.open`."""
        self.knock()
        database = database_at(self._place.url)
        usual = database._commit
        vars(database)["_commit"] = lambda: self.at_commit(usual)
        usual_again = database._connect_again

        def connect_again() -> None:
            self.knock()
            usual_again()

        vars(database)["_connect_again"] = connect_again
        self._databases.append(database)
        store = Store(database, instance_id=started.instance.id)
        store.is_alive = started.instance.is_alive
        store.recover()
        return store

    def knock(self) -> None:
        """See `Reach.knock`."""
        if self.is_away:
            raise StoreUnreachable("Nothing answers.", "Wait.")

    def go_away(self) -> None:
        """Cut the machine off from the server."""
        self.is_away = True
        for database in self._databases:
            database._opened.connection.close()

    def let_go(self) -> None:
        """Close what is still open: of whoever dies here nobody else would, and at any time."""
        for database in self._databases:
            database.close()

    def drop_connections(self) -> None:
        """Have the server end the connections, as one does that were idle for long."""
        with psycopg.connect(self._place.as_role(SUPERUSER).url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = %s",
                (self._place.role,),
            )

    def start(self, *, may_be_away: bool = True) -> Store:
        """Open the conversations as a running copy does."""
        return open_or_stand_in(self, self.told.append, may_be_away=may_be_away)

    def copy(self) -> RunningCopy:
        """A running copy with a thread for its store, as the app has it."""
        return RunningCopy(self)

    @property
    def outboxes(self) -> list[str]:
        """What is kept here, by the names of the files."""
        return sorted(path.name for path in self.folder.glob("outbox-*"))


class RunningCopy:
    """A store on its thread, and the rows that are in memory."""

    def __init__(self, machine: Machine) -> None:
        self.known: list[Known] = [Known()]
        self.thread = StoreThread(machine.start, on_error=lambda _: None)
        self.thread.remember(lambda: sum(self.known[1:], self.known[0]))
        self._machine = machine

    def do(self, function: Callable[[Store], Result]) -> Result:
        """Have the store do something, and wait for it."""
        return self.thread.queue(function).result()

    def go_back(self) -> None:
        """Try to go back to the server, as the app does every few seconds."""

        def back(store: Store) -> None:
            if store.stands_in and store.mender is not None and store.mender.can_go_back():
                self.thread._take(store.mender.go_back(store))

        self.do(back)

    def die(self) -> None:
        """End as by SIGKILL: nothing is tidied up, and only the locks are gone."""

        def drop(store: Store) -> None:
            mender = store.mender
            outbox = getattr(mender, "_outbox", None)
            if outbox is not None:
                outbox._connection.close()
                outbox._lock.close()
            if mender is not None:
                mender.leave()

        self.do(drop)
        self.thread._current = None
        self.thread.close()
        # A cursor that nobody has collected yet would keep the file open, which no dead one does.
        gc.collect()

    def learn(self, *conversations: int) -> None:
        """Have what is shown of these conversations in memory."""
        self.known[:] = [self.do(partial(_known, conversation=each)) for each in conversations]


def _known(store: Store, *, conversation: int) -> Known:
    shown = store.conversations.get(conversation)
    leaf = shown.active_leaf
    return Known((shown,), () if leaf is None else store.tree.path(leaf))


def say(conversation: int, parent: int | None, text: str) -> Callable[[Store], Message]:
    """Sends a message."""
    return partial(_say, conversation=conversation, parent=parent, text=text)


def _say(store: Store, *, conversation: int, parent: int | None, text: str) -> Message:
    return store.messages.add_user_message(conversation, parent, text)


def texts(store: Store, conversation: int) -> list[str]:
    """What is shown of a conversation."""
    leaf = store.conversations.get(conversation).active_leaf
    return [] if leaf is None else [message.content for message in store.tree.path(leaf)]


def all_messages(store: Store) -> list[str]:
    """The texts of all messages that are there, oldest first."""
    with store.database.reading():
        rows = store.database.execute("SELECT content FROM messages ORDER BY id")
        return [row["content"] for row in rows]


def break_off_after(machine: Machine) -> None:
    """Have the connection break when the server has kept something and has not said so."""

    def break_off(commit: Callable[[], None]) -> None:
        commit()
        machine.at_commit = lambda commit: commit()
        machine.go_away()
        raise StoreUnreachable("The connection broke.", "Wait.")

    machine.at_commit = break_off
