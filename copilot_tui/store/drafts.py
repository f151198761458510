"""Unsent text: one for each conversation, and one for each message that is being edited.

The conversation that does not exist until its first message is sent has one in each running
copy of the program. What a copy that has ended left there is taken over by another.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from copilot_tui.store.database import AMONG_TEXTS
from copilot_tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from copilot_tui.store.database import Database, Row, RowId
    from copilot_tui.store.recent_drafts import DraftPlace

IN_PLACE = "conversation IS ? AND edits IS ? AND owner IS ?"
_REMOVE_SEEN = f"DELETE FROM drafts WHERE {IN_PLACE} AND text IN {AMONG_TEXTS}"
# An edit that was left, and forgotten over what was written after it, is no more told of.
_LAST_EDIT = """
SELECT messages.id
FROM drafts
JOIN messages ON messages.id = drafts.edits
JOIN conversations ON conversations.id = messages.conversation
WHERE drafts.updated = (SELECT max(updated) FROM drafts)
    AND drafts.text <> messages.content
    AND messages.deleted_at IS NULL AND conversations.deleted_at IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM messages AS newest
        WHERE newest.id = (SELECT max(message) FROM prompts) AND newest.created > drafts.updated
    )
"""
_OF_NONE = """
SELECT owner, updated, text FROM drafts
WHERE conversation IS NULL AND edits IS NULL ORDER BY updated DESC
"""
# By its time, too: a damaged file may have given back several of one owner. Not by its text,
# which is cleaned when it is read.
_ADOPT = """
UPDATE drafts SET owner = ?
WHERE conversation IS NULL AND edits IS NULL AND owner IS ? AND updated = ?
"""
_GIVE = """
UPDATE drafts SET conversation = ?, owner = NULL
WHERE conversation IS NULL AND edits IS NULL AND owner = ?
"""


class Drafts:
    """The table of drafts. Every method can raise `StoreError`.

    The conversation None is the one that does not exist until its first message is sent.
    Its draft is that of this running copy of the program only.

    Args:
        database: where they are kept.
        instance_id: this running copy.
    """

    def __init__(self, database: Database, instance_id: str) -> None:
        self._database = database
        self._instance_id = instance_id

    def get(self, conversation: int | None, edits: int | None = None) -> str:
        """The unsent text of a conversation; empty if there is none.

        Args:
            conversation: row id, or None.
            edits: the message whose new version it is; None for the plain draft.
        """
        with self._database.reading():
            return read_draft(self._database, conversation, edits, self._owner_in(conversation))

    def adopt(self, is_alive: Callable[[str], bool]) -> str:
        """The unsent text of the conversation None; empty if there is none.

        Where this copy of the program has none, the newest that was left by one that has
        ended becomes its own, and nobody else's from then on.

        Args:
            is_alive: tells whether the running copy of that id still runs.
        """
        with self._database.reading():
            if own := read_draft(self._database, None, None, self._instance_id):
                return own
            if self._left_behind(is_alive) is None:
                return ""
        with self._database.writing():
            # Another copy may have taken it while this one waited for the lock.
            left = self._left_behind(is_alive)
            if left is None:
                return ""
            self._database.execute(_ADOPT, self._instance_id, left["owner"], left["updated"])
            _note_written(self._database, (None, None, self._instance_id), str(left["text"]))
            return str(left["text"])

    def last_edit(self) -> int | None:
        """The message whose new version was the last thing to be written, and was not sent."""
        with self._database.reading():
            row = self._database.execute(_LAST_EDIT).fetchone()
            return None if row is None else int(row["id"])

    def set(self, conversation: int | None, text: str, edits: int | None = None) -> None:
        """Keep unsent text; an empty one removes the draft.

        On a server, what another copy has written there that this one has never seen is not
        lost: it gets a conversation of its own, or stays where nothing takes its place.

        Args:
            conversation: row id, or None.
            text: clean.
            edits: see `get`.
        """
        recent = self._database.recent_drafts
        if text and conversation is not None and recent is not None:
            from copilot_tui.store.unseen_drafts import set_beside_unseen

            set_beside_unseen(self._database, recent, conversation, text, edits)
            return
        with self._database.writing():
            replace_draft(
                self._database, conversation, text, edits, owner=self._owner_in(conversation)
            )

    def remove_copies(self, conversation: int) -> None:
        """Remove what `set` has given a conversation of its own and needs none any more.

        Args:
            conversation: row id of the one in whose places it was.
        """
        recent = self._database.recent_drafts
        if recent is not None:
            from copilot_tui.store.unseen_drafts import remove_copies

            remove_copies(self._database, recent, conversation)

    @contextmanager
    def unshown(self) -> Iterator[None]:
        """What is read within is not shown in the prompt, so that it does not count as seen."""
        recent, self._database.recent_drafts = self._database.recent_drafts, None
        try:
            yield
        finally:
            self._database.recent_drafts = recent

    def _owner_in(self, conversation: int | None) -> str | None:
        return self._instance_id if conversation is None else None

    def _left_behind(self, is_alive: Callable[[str], bool]) -> Row | None:
        rows: list[Row] = self._database.execute(_OF_NONE).fetchall()
        for row in rows:
            owner = row["owner"]
            if owner is None or (owner != self._instance_id and not is_alive(owner)):
                return row
        return None


def replace_draft(
    database: Database,
    conversation: int | None,
    text: str,
    edits: int | None = None,
    *,
    owner: str | None = None,
    even_unseen: bool = False,
) -> None:
    """Keep unsent text, whatever there is; within a transaction of the caller.

    On a server an empty one removes only what this copy has seen.

    Args:
        database: where it is kept.
        conversation: row id, or None.
        text: clean.
        edits: see `Drafts.get`.
        owner: the running copy of the program whose draft of the conversation None it is.
        even_unseen: whether an empty one removes everything.
    """
    place = conversation, edits, owner
    _note_written(database, place, text)
    recent = database.recent_drafts
    if text or even_unseen or conversation is None or recent is None:
        # Not an upsert, because a UNIQUE column can hold NULL more than once.
        database.execute(f"DELETE FROM drafts WHERE {IN_PLACE}", *place)
    else:
        seen = json.dumps([clean(each) for each in recent.texts(place)])
        database.execute(_REMOVE_SEEN, *place, seen)
    if text:
        database.execute(
            "INSERT INTO drafts (conversation, edits, owner, updated, text) VALUES (?, ?, ?, ?, ?)",
            *(conversation, edits, owner, database.now(), text),
        )


def read_draft(
    database: Database, conversation: int | None, edits: int | None, owner: str | None
) -> str:
    """See `Drafts.get` and `replace_draft`; within a transaction of the caller."""
    place = conversation, edits, owner
    text = look_at_draft(database, place)
    note_draft(database, place, text)
    return text


def look_at_draft(database: Database, place: DraftPlace) -> str:
    """The same where the user is not shown it, so that it does not count as seen."""
    row = database.execute(f"SELECT text FROM drafts WHERE {IN_PLACE}", *place).fetchone()
    return "" if row is None else str(row["text"])


def give_draft(database: Database, conversation: RowId, owner: str) -> None:
    """Make a copy's draft of the conversation None that of a new one, in a caller's transaction.

    `note_given` is to follow, when the row of the conversation has been read.
    """
    database.execute(_GIVE, conversation, owner)


def note_given(database: Database, conversation: int, owner: str) -> None:
    """Remember what `give_draft` has done, within the same transaction."""
    recent = database.recent_drafts
    if recent is not None:
        mine, new = (None, None, owner), (conversation, None, None)
        recent.give(mine, new)
        database.when_kept(lambda: recent.keep_given(mine, new))


def note_draft(database: Database, place: DraftPlace, text: str) -> None:
    """Remember what the prompt of this copy shows, when the transaction has been kept."""
    recent = database.recent_drafts
    if recent is not None:
        database.when_kept(lambda: recent.keep(place, text))


def _note_written(database: Database, place: DraftPlace, text: str) -> None:
    recent = database.recent_drafts
    if recent is not None:
        recent.note(place, text)
        database.when_kept(lambda: recent.keep(place, text))
