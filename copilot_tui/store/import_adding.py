"""Laying down conversations in the tables in which an import waits."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from copilot_tui.store.import_tables import ADD_CONVERSATION, ADD_MESSAGE
from copilot_tui.store.import_values import as_count, finite, line, other_uid
from copilot_tui.store.messages import prompt_digest
from copilot_tui.text import clean

if TYPE_CHECKING:
    from copilot_tui.store.database import Database, SqlValue
    from copilot_tui.transfer.record import ConversationRecord, MessageRecord, Picture


@dataclass(frozen=True, slots=True)
class LaidDown:
    """How many are waiting, which is also the last one's `seq`.

    `uids` are those of the messages, where they are remembered.
    """

    conversations: int = 0
    messages: int = 0
    uids: set[bytes] | None = None


class Adding:
    """Lays down one conversation, within a transaction of the caller.

    Args:
        database: where the tables are.
        before: what is laid down already; it stays as it is, as the transaction may fail.
    """

    def __init__(self, database: Database, before: LaidDown) -> None:
        self._execute = database.execute
        self._known = before.uids
        self._conversations = before.conversations
        self._messages = before.messages
        self._uids: set[bytes] = set()
        self._placed: dict[UUID, tuple[int, int]] = {}
        """Where a message waits, and its depth."""

    def laid_down(self) -> LaidDown:
        """What is laid down now, when the transaction has been kept; `before` is used up."""
        if self._known is not None:
            self._known |= self._uids
        return LaidDown(self._conversations, self._messages, self._known)

    def add(self, record: ConversationRecord) -> None:
        """See `Stage.add`."""
        staged = self._execute(
            "SELECT seq, updated FROM staged_conversations WHERE uid = ?", record.uid.bytes
        ).fetchone()
        conversation = self._add_conversation(record) if staged is None else staged["seq"]
        if staged is not None:
            self._find_placed(conversation)
        before = len(self._placed)
        for message in record.messages:
            if message.uid not in self._placed:
                self._add_message(record, conversation, message)
        is_newer = staged is None or (
            len(self._placed) > before and record.updated >= staged["updated"]
        )
        if is_newer and record.active_leaf in self._placed:
            self._execute(
                "UPDATE staged_conversations SET active_leaf = ?, updated = ? WHERE seq = ?",
                *(self._placed[record.active_leaf][0], finite(record.updated), conversation),
            )
        if staged is None:
            self._add_drafts(record, conversation)
        for picture in record.pictures:
            self._add_picture(picture)

    def _find_placed(self, conversation: int) -> None:
        rows = self._execute(
            "SELECT seq, uid, depth FROM staged_messages WHERE conversation = ?", conversation
        )
        self._placed = {UUID(bytes=row["uid"]): (row["seq"], row["depth"]) for row in rows}

    def _add_conversation(self, record: ConversationRecord) -> int:
        updated = finite(record.updated)
        deleted = None if record.deleted_at is None else finite(record.deleted_at)
        seq = self._conversations + 1
        self._execute(
            ADD_CONVERSATION,
            seq,
            *(record.uid.bytes, self._free_id(record.conversation_id), str(uuid4())),
            *(line(record.title), line(record.profile), line(record.provider)),
            *(line(record.model), record.pinned, record.unread, finite(record.created)),
            *(updated, updated if record.opened is None else finite(record.opened), deleted),
            clean(json.dumps(dict(record.parameters), ensure_ascii=False)),
            clean(record.system_prompt),
        )
        self._conversations = seq
        return seq

    def _free_id(self, wanted: str) -> str:
        """The id for the wire, unless it makes no sense or another one has come with it."""
        taken = "SELECT 1 FROM staged_conversations WHERE conversation_id = ?"
        with suppress(ValueError):
            if str(UUID(wanted)) == wanted and self._execute(taken, wanted).fetchone() is None:
                return wanted
        return str(uuid4())

    def _add_message(
        self, record: ConversationRecord, conversation: int, message: MessageRecord
    ) -> None:
        above = None if message.parent is None else self._placed.get(message.parent)
        parent, depth = (None, 0) if above is None else above
        usage = message.usage
        content = clean(message.content)
        values = (
            *(conversation, parent, depth + 1, message.role, message.status),
            finite(message.created),
            None if message.finished is None else finite(message.finished),
            None if message.deleted_at is None else finite(message.deleted_at),
            *(line(message.profile), line(message.provider), line(message.model)),
            None if usage is None else as_count(usage.prompt_tokens),
            None if usage is None else as_count(usage.completion_tokens),
            None if usage is None else usage.exact,
            prompt_digest(content) if message.is_prompt else None,
            *(clean(message.error), clean(message.reasoning), content),
        )
        seq = self._messages + 1
        uid = message.uid.bytes
        # Another conversation of the same import may have a message of this name.
        other = other_uid(record.uid.bytes, uid)
        if not (self._is_put(seq, uid, values) or self._is_put(seq, other, values)):
            return
        self._messages = seq
        self._placed[message.uid] = (seq, depth + 1)
        for use in message.pictures:
            self._execute(
                "INSERT INTO staged_uses (message, target, digest) VALUES (?, ?, ?)",
                *(seq, clean(use.target), use.digest),
            )

    def _is_put(self, seq: int, uid: bytes, values: tuple[SqlValue, ...]) -> bool:
        """Let a message wait, unless one of its name does."""
        if self._known is None:
            return self._execute(ADD_MESSAGE, seq, uid, *values).rowcount > 0
        if uid in self._known or uid in self._uids:
            return False
        self._uids.add(uid)
        self._execute(ADD_MESSAGE, seq, uid, *values)
        return True

    def _add_drafts(self, record: ConversationRecord, conversation: int) -> None:
        for draft in record.drafts:
            edits = None if draft.edits is None else self._placed.get(draft.edits)
            if draft.text and (draft.edits is None or edits is not None):
                self._execute(
                    """
                    INSERT INTO staged_drafts (conversation, edits, updated, text)
                    VALUES (?, ?, ?, ?)
                    """,
                    *(conversation, None if edits is None else edits[0]),
                    *(finite(draft.updated), clean(draft.text)),
                )

    def _add_picture(self, picture: Picture) -> None:
        if picture.is_whole:
            self._execute(
                """
                INSERT INTO staged_pictures VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
                *(picture.digest, line(picture.media_type), line(picture.name)),
                *(as_count(picture.width), as_count(picture.height)),
                *(finite(picture.created), picture.data),
            )
