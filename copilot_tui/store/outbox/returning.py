"""Remembering, after the return to a server, what was known before and written meanwhile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from copilot_tui.store.database import AMONG_IDS
from copilot_tui.store.drafts import note_draft, read_draft
from copilot_tui.store.rows import CONVERSATION_COLUMNS, conversation_from
from copilot_tui.store.tree import whole_message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copilot_tui.chat.conversation import Conversation, Message
    from copilot_tui.store.database import Database
    from copilot_tui.store.outbox.database import Outbox
    from copilot_tui.store.outbox.passage import Passage
    from copilot_tui.store.outbox.recent_rows import RecentRows
    from copilot_tui.store.recent_drafts import RecentDrafts

_CONVERSATIONS = f"SELECT {CONVERSATION_COLUMNS} FROM conversations"
_MESSAGES = "SELECT * FROM messages WHERE deleted_at IS NULL"
_CHANGED = "SELECT DISTINCT id FROM changes WHERE kind = ?"
_DRAFTS = """
SELECT conversation, edits, owner, text FROM drafts WHERE NOT EXISTS (
    SELECT 1 FROM written_drafts AS written WHERE written.conversation IS drafts.conversation
    AND written.edits IS drafts.edits AND written.owner IS drafts.owner
)
"""
# Those of the others are noted as they are delivered.
_BEFORE = "SELECT DISTINCT conversation, edits, owner FROM written_drafts WHERE attempt <= ?"


def remember_left(outbox: Outbox, recent: RecentRows, drafts: RecentDrafts) -> None:
    """Remember what an outbox of an earlier copy of the program knows, if nothing is known.

    Args:
        outbox: that was taken over at the start.
        recent: gets its rows.
        drafts: gets its unsent texts.

    Raises:
        StoreError: it cannot be read.
    """
    with outbox.reading():
        rows = outbox.execute(_CONVERSATIONS).fetchall()
        messages = outbox.execute(_MESSAGES).fetchall()
        recent.note_listed([conversation_from(row) for row in rows])
        recent.note_messages([whole_message(outbox, row) for row in messages])
        for conversation, edits, owner, text in outbox.execute(_DRAFTS).fetchall():
            drafts.keep((conversation, edits, owner), text)


def remember_delivered(passage: Passage, recent: RecentRows, drafts: RecentDrafts) -> None:
    """Remember what was written in an outbox as it stands on the server, to be shown again.

    Args:
        passage: everything has been delivered in it, and it is still open.
        recent: knows what was read before.
        drafts: the same for unsent texts.

    Raises:
        StoreError: it cannot be read.
    """
    outbox, target = passage.outbox, passage.target
    conversations = {row["id"] for row in outbox.execute(_CHANGED, "conversations")}
    messages = {row["id"] for row in outbox.execute(_CHANGED, "messages")}
    homes = _created(outbox, "conversations", conversations)
    there = {each: passage.conversation(each) or each for each in conversations}
    found = _conversations(target, there.values())
    places = {each: passage.message(each) or each for each in messages}
    written = _messages(target, places.values())
    created = _created(outbox, "messages", messages)

    def note() -> None:
        for here, home in there.items():
            if home != here or found.get(home) is None:
                recent.forget(here)
                drafts.forget(here)
        recent.drop(messages)
        for here, home in there.items():
            if (one := found.get(home)) is not None and one.created == homes.get(here):
                recent.note_conversation(one)
        recent.note_messages(
            [
                written[place]
                for here, place in sorted(places.items())
                if place in written and written[place].created == created.get(here)
            ]
        )
        for one in found.values():
            recent.note_end(one)

    target.when_kept(note)
    for conversation, edits, owner in outbox.execute(_BEFORE, passage.after).fetchall():
        home, edited = passage.conversation(conversation), passage.message(edits)
        place = home or conversation, edited or edits, owner
        # What stands there now may be somebody else's, and has not been shown here.
        note_draft(target, place, read_draft(outbox, conversation, edits, owner))


def _conversations(target: Database, ids: Iterable[int]) -> dict[int, Conversation]:
    rows = target.execute(f"{_CONVERSATIONS} WHERE id IN {AMONG_IDS}", json.dumps(list(ids)))
    return {row["id"]: conversation_from(row) for row in rows.fetchall()}


def _messages(target: Database, ids: Iterable[int]) -> dict[int, Message]:
    rows = target.execute(f"{_MESSAGES} AND id IN {AMONG_IDS}", json.dumps(list(ids)))
    return {row["id"]: whole_message(target, row) for row in rows.fetchall()}


def _created(outbox: Outbox, table: str, ids: Iterable[int]) -> dict[int, float]:
    rows = outbox.execute(
        f"SELECT id, created FROM {table} WHERE id IN {AMONG_IDS}", json.dumps(list(ids))
    )
    return {row["id"]: row["created"] for row in rows}
