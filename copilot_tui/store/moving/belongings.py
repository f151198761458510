"""What belongs to conversations and is in no export of them.

That are the handles of a server's threads, pictures that only drafts show, the drafts of
conversations that do not exist yet, and what was found out about servers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot_tui.chat.picture import attached_digests
from copilot_tui.store.messages import prompt_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from copilot_tui.store.database import Database, Row
    from copilot_tui.transfer.record import Draft

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
_FIRST_DRAFTS = """
SELECT text, updated FROM drafts
WHERE conversation IS NULL AND edits IS NULL AND text <> '' ORDER BY updated
"""
_PUT_FIRST_DRAFT = """
INSERT INTO drafts (conversation, edits, owner, updated, text) VALUES (NULL, NULL, NULL, ?, ?)
"""
_SENT = "SELECT 1 FROM prompts WHERE digest = ?"


class Belongings:
    """What goes in with some conversations, in the same transaction.

    Args:
        source: where they are read.
    """

    def __init__(self, source: Database) -> None:
        self._source = source
        self._handles: list[tuple[str, bytes]] = []
        self._pictures: dict[str, Row] = {}

    def read(self, conversation: int, drafts: Sequence[Draft]) -> None:
        """Read what belongs to one conversation.

        Args:
            conversation: its row id.
            drafts: its unsent texts.
        """
        with self._source.reading():
            rows = self._source.execute(_HANDLES, conversation).fetchall()
            for draft in drafts:
                self._pictures |= pictures_in(self._source, draft.text)
        self._handles += [(row["handle"], bytes(row["uid"])) for row in rows]

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


def copy_first_drafts(source: Database, target: Database) -> None:
    """Copy the unsent texts of conversations that do not exist yet, one of each window.

    There they are what windows have left that have ended: the next ones that open take them
    over, the newest first. One that stands there already, or was sent there, is left out.
    """
    with source.reading():
        rows = source.execute(_FIRST_DRAFTS).fetchall()
        pictures: dict[str, Row] = {}
        for row in rows:
            pictures |= pictures_in(source, row["text"])
    if not rows:
        return
    with target.writing():
        put_pictures(target, pictures.values())
        there = {row["text"] for row in target.execute(_FIRST_DRAFTS)}
        for row in rows:
            text = row["text"]
            if text not in there and target.execute(_SENT, prompt_digest(text)).fetchone() is None:
                target.execute(_PUT_FIRST_DRAFT, row["updated"], text)
                there.add(text)
