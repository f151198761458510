"""What belongs to conversations and is in no export of them.

That are the handles of a server's threads, pictures that only drafts show, the draft of the
conversation that does not exist yet, and what was found out about servers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.conversation import title_from
from copilot_tui.chat.picture import attached_digests
from copilot_tui.transfer.record import ConversationRecord, Draft, foreign_uid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from copilot_tui.store.database import Database, Row

_HANDLES = """
SELECT message_uids.uid, messages.handle
FROM messages JOIN message_uids ON message_uids.message = messages.id
WHERE messages.conversation = ? AND messages.handle IS NOT NULL
"""
# Of a message that was there already the handle may have been spent there.
_PUT_HANDLE = """
UPDATE messages SET handle = ? WHERE id = (
    SELECT staged_rows.message FROM staged_messages JOIN staged_rows USING (seq)
    WHERE staged_messages.uid = ? AND staged_rows.is_new
)
"""
_PUT_PICTURE = """
INSERT INTO pictures (digest, media_type, name, width, height, created, data)
VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_PUT_FACT = """
INSERT INTO facts (url, provider, name, value) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
"""
_UNSENT = """
SELECT text, updated FROM drafts WHERE conversation IS NULL AND edits IS NULL AND text <> ''
"""

_PUT_UNSENT = "INSERT INTO drafts (conversation, edits, updated, text) VALUES (NULL, NULL, ?, ?)"


class Belongings:
    """What goes in with some conversations, in the same transaction.

    Args:
        source: where they are read.
    """

    def __init__(self, source: Database) -> None:
        self._source = source
        self._handles: list[tuple[str, bytes]] = []
        self._pictures: dict[str, Row] = {}

    def read(self, conversation: int, drafts: Iterable[Draft]) -> None:
        """Read what belongs to one conversation.

        Args:
            conversation: its row id.
            drafts: its unsent texts.
        """
        with self._source.reading():
            for row in self._source.execute(_HANDLES, conversation).fetchall():
                self._handles.append((row["handle"], bytes(row["uid"])))
            for draft in drafts:
                self._pictures |= pictures_in(self._source, draft.text)

    def put(self, target: Database) -> None:
        """Put all of it in, within the transaction in which a stage is written."""
        for handle, uid in self._handles:
            target.execute(_PUT_HANDLE, handle, uid)
        put_pictures(target, self._pictures.values())


def pictures_in(database: Database, text: str) -> dict[str, Row]:
    """The rows of the kept pictures that a text shows, within a transaction of the caller."""
    found = (
        database.execute("SELECT * FROM pictures WHERE digest = ?", digest).fetchone()
        for digest in attached_digests(text)
    )
    return {row["digest"]: row for row in found if row is not None}


def put_pictures(database: Database, rows: Iterable[Row]) -> None:
    """Put pictures in as they are, within a transaction of the caller."""
    for row in rows:
        facts = (row["digest"], row["media_type"], row["name"], row["width"], row["height"])
        database.execute(_PUT_PICTURE, *facts, row["created"], row["data"])


def copy_facts(source: Database, target: Database) -> None:
    """Copy what was found out about servers, where the other side knows nothing itself."""
    with source.reading():
        rows = source.execute("SELECT url, provider, name, value FROM facts").fetchall()
    if not rows:
        return
    with target.writing():
        for row in rows:
            target.execute(_PUT_FACT, row["url"], row["provider"], row["name"], row["value"])


def copy_first_draft(source: Database, target: Database) -> ConversationRecord | None:
    """Copy the draft of the conversation that does not exist yet.

    Returns:
        Where the other side has another such draft, a conversation that is to have this one,
        the same at every call.
    """
    with source.reading():
        ours = source.execute(_UNSENT).fetchone()
        pictures = {} if ours is None else pictures_in(source, ours["text"])
    if ours is None:
        return None
    with target.writing():
        put_pictures(target, pictures.values())
        theirs = target.execute(_UNSENT).fetchone()
        if theirs is None:
            target.execute(_PUT_UNSENT, ours["updated"], ours["text"])
    if theirs is None or theirs["text"] == ours["text"]:
        return None
    return _conversation_with(ours["text"], ours["updated"])


def _conversation_with(text: str, updated: float) -> ConversationRecord:
    return ConversationRecord(
        uid=foreign_uid("copilot-tui", "conversation", f"unsent: {text}"),
        title=title_from(text),
        created=updated,
        updated=updated,
        messages=(),
        drafts=(Draft(text, updated),),
    )
