"""Carrying what was written in memory into a file, row by row.

Both sides hold conversations of the same program, so ids must not mean different things:
a store in memory begins to count where no file comes to. Only what was written there since
is carried, which temporary triggers note.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING
from uuid import uuid4

from copilot_tui.chat.conversation import Status, title_from
from copilot_tui.errors import StoreError
from copilot_tui.store.drafts import read_draft, replace_draft
from copilot_tui.store.salvage_rows import LOST, REST_LOST
from copilot_tui.store.search_index import add_to_index, remove_from_index
from copilot_tui.store.uid import new_uid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from copilot_tui.store.database import Database, SqlValue

_COUNTED = ("conversations", "messages", "queued")
_SPREAD_BITS = 20
"""Ids begin at the seconds of the time and so many random bits, so that two copies that write
in memory at the same time do not meet. The numbers stay below 2 ** 53."""

_RECORD = (
    "CREATE TEMP TABLE written (kind, id, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    "CREATE TEMP TABLE written_drafts (conversation, edits, owner, before)",
    *(
        f"""
        CREATE TEMP TRIGGER {event}_{kind} AFTER {event} ON main.{kind}
        BEGIN INSERT OR IGNORE INTO written VALUES ('{kind}', new.id); END
        """
        for kind in ("conversations", "messages")
        for event in ("INSERT", "UPDATE")
    ),
    *(
        f"""
        CREATE TEMP TRIGGER {event}_drafts_{row} AFTER {event} ON main.drafts BEGIN
            INSERT INTO written_drafts
            VALUES ({row}.conversation, {row}.edits, {row}.owner, {before});
        END
        """
        for event, row, before in (
            *(("INSERT", "new", "NULL"), ("DELETE", "old", "old.text")),
            *(("UPDATE", "old", "old.text"), ("UPDATE", "new", "NULL")),
        )
    ),
)
# A message hangs on others that were not written here and may be gone from the file.
_MESSAGES = """
WITH RECURSIVE wanted (message) AS (
    SELECT id FROM written WHERE kind = 'messages'
    UNION
    SELECT messages.parent FROM wanted JOIN messages ON messages.id = wanted.message
    WHERE messages.parent < messages.id
)
SELECT messages.*,
    EXISTS (SELECT 1 FROM written WHERE kind = 'messages' AND id = messages.id) AS is_written
FROM wanted JOIN messages ON messages.id = wanted.message ORDER BY messages.id
"""
_CONVERSATIONS = """
SELECT conversations.*, id IN (SELECT id FROM written WHERE kind = 'conversations') AS is_written
FROM conversations
WHERE is_written OR id IN (
    SELECT conversation FROM messages
    WHERE id IN (SELECT id FROM written WHERE kind = 'messages')
    UNION SELECT conversation FROM written_drafts
    UNION SELECT conversation FROM queued
)
"""
_PROMPTS = """
SELECT prompts.* FROM prompts JOIN written
ON written.kind = 'messages' AND written.id = prompts.message
"""
_OWNERS = "SELECT DISTINCT owner FROM drafts WHERE owner IS NOT NULL"
_BEFORE = """
SELECT before FROM written_drafts WHERE conversation IS ? AND edits IS ? AND owner IS ?
"""


def record(database: Database) -> None:
    """Begin to note what is written, and count ids from where no file comes to."""
    with database.writing():
        start = int(database.now()) << _SPREAD_BITS | random.getrandbits(_SPREAD_BITS)
        for kind in _COUNTED:
            database.execute("DELETE FROM sqlite_sequence WHERE name = ?", kind)
            database.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", kind, start)
        for statement in _RECORD:
            database.execute(statement)


def carry(source: Database, target: Database, rename: Callable[[str], str]) -> None:
    """Put what was written in one database since `record` into another, or none of it.

    What was written there wins over what the other has of the same row. A text that was
    lost in a damaged file never takes the place of one.

    Args:
        source: in memory.
        target: a file.
        rename: gives the owner of running replies, waiting messages and drafts a new name;
            what it left in the file under the old one is its own again.

    Raises:
        StoreError: the file could not be written, or has other rows under the same ids.
    """
    with source.reading(), target.writing(brief=True):
        for row in source.execute(_CONVERSATIONS):
            _carry_row(target, "conversations", dict(row))
        for row in source.execute(_MESSAGES):
            _carry_message(source, target, dict(row), rename)
        for row in source.execute(_PROMPTS):
            target.execute("INSERT OR REPLACE INTO prompts VALUES (?, ?)", *row)
        for row in source.execute("SELECT * FROM queued"):
            waiting = dict(row) | {"owner": rename(row["owner"])}
            _insert(target, "queued", waiting, "ON CONFLICT (id) DO NOTHING")
        for row in source.execute("SELECT * FROM facts"):
            target.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", *row)
        _carry_drafts(source, target, rename)
        _carry_pictures(source, target)


def _carry_message(
    source: Database,
    target: Database,
    row: dict[str, SqlValue],
    rename: Callable[[str], str],
) -> None:
    message = row["id"]
    assert isinstance(message, int)
    before = target.execute(
        "SELECT content, reasoning, status FROM messages WHERE id = ?", message
    ).fetchone()
    if before is not None and str(row["content"]).endswith((LOST, REST_LOST)):
        row |= {"content": before["content"], "reasoning": before["reasoning"]}
    if isinstance(row["owner"], str):
        row["owner"] = rename(row["owner"])
    is_written = row["is_written"]
    _carry_row(target, "messages", row)
    for (uid,) in source.execute("SELECT uid FROM message_uids WHERE message = ?", message):
        target.execute("INSERT OR IGNORE INTO message_uids VALUES (?, ?)", message, uid)
    if before is not None and not is_written:
        return
    if before is not None:
        remove_from_index(target, message, lambda: str(before["content"]))
    if row["status"] != Status.STREAMING:
        add_to_index(target, message, str(row["content"]))
    target.execute("DELETE FROM journal WHERE message = ?", message)
    for piece in source.execute(
        "SELECT message, written, content, reasoning FROM journal WHERE message = ? "
        "ORDER BY sequence",
        message,
    ):
        _insert(target, "journal", dict(piece), "")


def _carry_row(target: Database, table: str, row: dict[str, SqlValue]) -> None:
    """Put a row in; one that is there gives way to what was written."""
    is_written = row.pop("is_written")
    there = target.execute(f"SELECT created FROM {table} WHERE id = ?", row["id"]).fetchone()
    if there is not None and there["created"] != row["created"]:
        raise StoreError(
            "What was written in memory cannot be kept: its place in the file is taken.",
            "Copy what you need before you quit.",
        )
    changes = ", ".join(f"{name} = excluded.{name}" for name in row)
    _insert(
        *(target, table, row),
        f"ON CONFLICT (id) DO UPDATE SET {changes}" if is_written else "ON CONFLICT DO NOTHING",
    )


def _insert(target: Database, table: str, row: Mapping[str, SqlValue], conflict: str) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    target.execute(f"INSERT INTO {table} ({names}) VALUES ({marks}) {conflict}", *row.values())


def _carry_pictures(source: Database, target: Database) -> None:
    """Put in the pictures that the file does not have, and what shows them."""
    for (digest,) in source.execute("SELECT digest FROM pictures").fetchall():
        if target.execute("SELECT 1 FROM pictures WHERE digest = ?", digest).fetchone() is None:
            picture = source.execute("SELECT * FROM pictures WHERE digest = ?", digest).fetchone()
            _insert(target, "pictures", dict(picture), "")
    for use in source.execute(
        """
        SELECT picture_uses.* FROM picture_uses JOIN written
        ON written.kind = 'messages' AND written.id = picture_uses.message
        """
    ):
        target.execute("INSERT OR REPLACE INTO picture_uses VALUES (?, ?, ?)", *use)


def _carry_drafts(source: Database, target: Database, rename: Callable[[str], str]) -> None:
    for (owner,) in target.execute(_OWNERS).fetchall():
        if rename(owner) != owner:
            target.execute("UPDATE drafts SET owner = ? WHERE owner = ?", rename(owner), owner)
    for place in source.execute("SELECT DISTINCT conversation, edits, owner FROM written_drafts"):
        conversation, edits, owner = place
        new_owner = None if owner is None else rename(owner)
        draft = read_draft(source, conversation, edits, owner)
        there = read_draft(target, conversation, edits, new_owner)
        superseded = {row["before"] for row in source.execute(_BEFORE, *place)}
        if there and there != draft and there not in superseded:
            if not draft:
                continue
            keep_beside(target, there)
        replace_draft(target, conversation, draft, edits, owner=new_owner)


def keep_beside(target: Database, text: str) -> int:
    """Give an unsent text whose place is taken a conversation of its own.

    Returns:
        Its row id.
    """
    now = target.now()
    inserted = target.insert(
        """
        INSERT INTO conversations (id, conversation_id, title, profile, provider, model, created,
            updated, opened, parameters, system_prompt, uid)
        VALUES (?, ?, ?, '', '', '', ?, ?, ?, '{}', '', ?)
        """,
        *(str(uuid4()), title_from(text), now, now, now, new_uid()),
    )
    conversation = int(inserted)
    replace_draft(target, conversation, text)
    return conversation
