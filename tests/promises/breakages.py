"""Faults that are put into the program to see that its tests can fail.

Each is a function that changes the program before it starts; see `tests.promises.broken`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from copilot_tui.chat.conversation import Message
    from copilot_tui.store.messages import Messages
    from copilot_tui.store.transaction import TransactionKind

WRITES_AT_ONCE = 10


def pieces_dropped() -> None:
    """What comes in of a reply is not written."""
    from copilot_tui.store.journal import Journal

    _put(Journal, "write_all", lambda *_: frozenset())


def pieces_written_seldom() -> None:
    """What comes in of a reply is written every two seconds."""
    from copilot_tui.replies import keeper

    _put(keeper, "JOURNAL_SECONDS", 2.0)


def never_recovered() -> None:
    """The next start leaves everything as it was."""
    from copilot_tui.store.store import Store

    _put(Store, "recover", lambda *_: 0)


def told_before_committed() -> None:
    """What is said to be done is committed later, together with other things."""
    from copilot_tui.store import sqlite_database

    written = 0

    @contextmanager
    def late(connection: sqlite3.Connection, kind: TransactionKind) -> Iterator[None]:
        nonlocal written
        if not connection.in_transaction:
            connection.execute("BEGIN IMMEDIATE")
        yield
        written += 1
        if written % WRITES_AT_ONCE == 0:
            connection.execute("COMMIT")

    _put(sqlite_database, "transaction", late)


def transactions_torn() -> None:
    """Each statement is committed by itself."""
    from copilot_tui.store import sqlite_database

    _put(sqlite_database, "transaction", _no_transaction)


def migration_torn() -> None:
    """Each statement of a migration is committed by itself."""
    from copilot_tui.store import schema

    _put(schema, "transaction", _no_transaction)


def no_copy_kept() -> None:
    """A file is migrated without a copy."""
    from copilot_tui.store import schema

    _put(schema, "_keep_copy", lambda *_: None)


def others_seldom_looked_for() -> None:
    """What other copies have written is looked for every ten seconds."""
    from copilot_tui.ui import housekeeping

    _put(housekeeping, "POLL_SECONDS", 10.0)


def sent_twice() -> None:
    """What the user sends is kept twice."""
    from copilot_tui.store import messages

    add = messages.Messages.add_user_message

    def add_twice(
        self: Messages,
        conversation: int,
        parent: int | None,
        content: str,
        *,
        edits: int | None = None,
        draft: str | None = "",
    ) -> Message:
        add(self, conversation, parent, content, edits=edits, draft=draft)
        return add(self, conversation, parent, content, edits=edits, draft=draft)

    _put(messages.Messages, "add_user_message", add_twice)


def unclean() -> None:
    """Foreign text is taken as it comes."""
    from copilot_tui import text

    _put(text, "clean", lambda dirty: dirty)


def _put(place: object, name: str, value: object) -> None:
    """Replace something that is there."""
    assert hasattr(place, name), f"{place} has no {name} any more"
    setattr(place, name, value)


@contextmanager
def _no_transaction(connection: sqlite3.Connection, kind: TransactionKind) -> Iterator[None]:
    yield


BREAKAGES: Mapping[str, Callable[[], None]] = {
    breakage.__name__: breakage
    for breakage in (
        pieces_dropped,
        pieces_written_seldom,
        never_recovered,
        told_before_committed,
        transactions_torn,
        migration_torn,
        no_copy_kept,
        others_seldom_looked_for,
        sent_twice,
        unclean,
    )
}
"""All of them, by name."""
