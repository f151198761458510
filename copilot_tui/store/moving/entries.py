"""Which conversations there are in a database, and which of them can be copied now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from copilot_tui.store.database import AMONG_IDS
from copilot_tui.store.stored_text import stored_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from copilot_tui.store.database import Database

# Who was written in last comes last: new messages get the highest ids, by which prompts and
# hits are sorted.
_ENTRIES = """
SELECT id, uid, title,
    (SELECT count(*) FROM messages WHERE conversation = conversations.id) AS messages,
    (SELECT max(id) FROM messages WHERE conversation = conversations.id) AS newest
FROM conversations
"""
_BUSY = """
SELECT DISTINCT conversation FROM messages WHERE status = 'streaming'
UNION SELECT conversation FROM queued
"""
_UIDS_OF = f"""
SELECT messages.conversation, message_uids.uid
FROM messages LEFT JOIN message_uids ON message_uids.message = messages.id
WHERE messages.conversation IN {AMONG_IDS}
"""

_MOST_CONVERSATIONS = 200
_MOST_MESSAGES = 1000
"""What is read of a database at once; one conversation may have more."""


class Entry(NamedTuple):
    """A conversation that is to be copied.

    Attributes:
        id: its row id.
        uid: by which it is known everywhere.
        title: one clean line; may be empty.
        messages: how many there are on all branches, with those out of sight.
    """

    id: int
    uid: bytes
    title: str
    messages: int


def entries_of(database: Database) -> list[Entry]:
    """All conversations, those in the trash too; who was written in last comes last."""
    with database.reading():
        rows = database.execute(_ENTRIES).fetchall()
    rows.sort(key=lambda row: (row["newest"] or 0, row["id"]))
    return [
        Entry(row["id"], bytes(row["uid"]), stored_line(row["title"]), row["messages"])
        for row in rows
    ]


def busy_in(database: Database) -> frozenset[int]:
    """The conversations in which a reply comes in, or a message waits to be sent."""
    with database.reading():
        return frozenset(row["conversation"] for row in database.execute(_BUSY))


def batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The conversations in pieces that are read at once."""
    batch: list[Entry] = []
    messages = 0
    for entry in entries:
        if batch and (
            len(batch) == _MOST_CONVERSATIONS or messages + entry.messages > _MOST_MESSAGES
        ):
            yield batch
            batch, messages = [], 0
        batch.append(entry)
        messages += entry.messages
    if batch:
        yield batch


class Uids:
    """By what conversations and messages are known in a database.

    Attributes:
        conversations: row ids by uid.
        messages: the uids of all messages.

    Args:
        database: it is read once.
    """

    def __init__(self, database: Database) -> None:
        with database.reading():
            homes = database.execute("SELECT id, uid FROM conversations")
            uids = database.execute("SELECT uid FROM message_uids")
            self.conversations = {bytes(row["uid"]): int(row["id"]) for row in homes}
            self.messages = {bytes(row["uid"]) for row in uids}


def new_messages(database: Database, batch: Sequence[Entry], there: Uids) -> dict[int, int]:
    """How many messages of some conversations another database does not have.

    Args:
        database: where the conversations are.
        batch: some conversations.
        there: what the other database has.

    Returns:
        By row id; without conversations that are there with all their messages.
    """
    missing = {entry.id: 0 for entry in batch if entry.uid not in there.conversations}
    wanted = json.dumps([entry.id for entry in batch])
    with database.reading():
        for row in database.execute(_UIDS_OF, wanted):
            if row["uid"] is None or bytes(row["uid"]) not in there.messages:
                missing[row["conversation"]] = missing.get(row["conversation"], 0) + 1
    return missing
