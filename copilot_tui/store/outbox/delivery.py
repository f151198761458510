"""Bringing what is in an outbox to the server: once, whatever ends in the middle of it.

All goes in one transaction, together with the number of the attempt. What the server has taken
in an attempt of which nobody heard the end is told by that number, and does not go again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.store.outbox.conversation_delivery import (
    deliver_conversations,
    settle_conversations,
)
from copilot_tui.store.outbox.draft_delivery import deliver_drafts
from copilot_tui.store.outbox.message_delivery import deliver_messages, take_back_unsure
from copilot_tui.store.outbox.passage import Passage, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from copilot_tui.store.database import Database
    from copilot_tui.store.outbox.beside import KeptBeside
    from copilot_tui.store.outbox.database import Outbox

_TAKEN = "SELECT attempt FROM deliveries WHERE outbox = ?"
_NOTE = """
INSERT INTO deliveries (outbox, attempt, delivered) VALUES (?, ?, ?)
ON CONFLICT (outbox) DO UPDATE SET attempt = excluded.attempt, delivered = excluded.delivered
"""
_HIGHEST = """
SELECT max(id) AS id FROM changes WHERE kind IN ('conversations', 'messages', 'queued')
"""


def deliver(
    outbox: Outbox, target: Database, also: Callable[[Passage], object] = lambda _: None
) -> Sequence[KeptBeside]:
    """Put all of an outbox on the server that is not there yet, or none of it.

    Args:
        outbox: may be used on afterwards.
        target: the server.
        also: done in the same transaction when all is there.

    Returns:
        The texts of others that were given a conversation of their own, since the outbox was
        opened.

    Raises:
        StoreError: that failed. It may be there all the same where the connection was lost;
            the next call finds that out.
    """
    with outbox.writing():
        row = outbox.execute("SELECT attempt FROM outbox").fetchone()
        outbox.execute("UPDATE outbox SET attempt = attempt + 1")
    with outbox.reading(), target.writing():
        uid = outbox.uid
        before = target.execute(_TAKEN, uid).fetchone()
        arrived = 0 if before is None else before["attempt"]
        passage = Passage(outbox, target, after=arrived)
        passage.beside += outbox.beside.get(arrived, [])
        outbox.beside[row["attempt"]] = passage.beside
        _reserve_ids(outbox, target)
        take_back_unsure(passage)
        deliver_conversations(passage)
        deliver_messages(passage)
        _deliver_waiting(passage)
        deliver_drafts(passage)
        for fact in outbox.execute("SELECT url, provider, name, value FROM facts"):
            passage.put("facts", values_of(fact), on="url, provider, name", changes="value")
        settle_conversations(passage)
        target.execute(_NOTE, uid, row["attempt"], target.now())
        also(passage)
    return passage.beside


def _reserve_ids(outbox: Outbox, target: Database) -> None:
    """Have the server give higher ids from now on than those that come with the outbox."""
    highest = outbox.execute(_HIGHEST).fetchone()["id"] or 0
    last = target.reserve_ids("messages", 0)
    if highest > last:
        target.reserve_ids("messages", highest - last)


def _deliver_waiting(passage: Passage) -> None:
    outbox, target = passage.outbox, passage.target
    for waiting in sorted(passage.changed("queued")):
        row = outbox.execute("SELECT * FROM queued WHERE id = ?", waiting).fetchone()
        if row is None:
            target.execute("DELETE FROM queued WHERE id = ?", waiting)
            continue
        values = values_of(row) | {"conversation": passage.conversation(row["conversation"])}
        # The same time is no chance: it was written twice when the connection broke.
        same = target.execute(
            "SELECT 1 FROM queued WHERE conversation = ? AND owner = ? AND created = ?"
            " AND content = ?",
            *(values["conversation"], row["owner"], row["created"], row["content"]),
        )
        if values["conversation"] is not None and same.fetchone() is None:
            passage.put("queued", values)
